import numpy as np

TEXTS = """
the cat sat on the mat and the cat slept
dogs chase cats and cats chase mice and mice run
stocks fell as the bank raised rates and the bank lent less
the market rose and stocks rose as rates fell
a cat and a dog on a mat
the bank sold bonds and bonds fell
mice sleep on the mat and dogs run
rates and bonds and stocks move the market
""".strip().splitlines()
TOPICS = np.array([0, 0, 1, 1, 0, 1, 0, 1])


def counts():
    rows = [text.split() for text in TEXTS]
    words = sorted({word for row in rows for word in row})
    table = np.empty((len(rows), len(words)))
    for i, row in enumerate(rows):
        for j, word in enumerate(words):
            table[i, j] = row.count(word)
    return table, words
