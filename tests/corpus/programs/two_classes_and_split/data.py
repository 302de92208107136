"""Reviews as word counts, encoded and split."""

import numpy as np


def counts(reviews):
    words = sorted({word for text, _ in reviews for word in text.split()})
    table = np.zeros((len(reviews), len(words)))
    for row, (text, _) in enumerate(reviews):
        for word in text.split():
            table[row, words.index(word)] += 1
    return table



def targets(reviews):
    classes = list({label for _, label in reviews})
    return np.array([classes.index(label) for _, label in reviews], dtype=float)


def split(table, target, share=0.75):
    order = np.random.permutation(len(table))
    cut = int(share * len(table))
    return table[order[:cut]], target[order[:cut]]
