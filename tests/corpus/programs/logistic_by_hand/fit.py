import numpy as np
from split import part, vocabulary


def fit(rows, labels):
    words = vocabulary(rows)
    x = np.array([[float(word in set(row)) for word in words] for row in rows])
    train = np.array([part(" ".join(row)) == "train" for row in rows])
    weight = np.zeros(len(words))
    for _ in range(20):
        p = 1 / (1 + np.exp(-x[train] @ weight))
        weight += 0.5 * x[train].T @ (labels[train] - p) / train.sum()
    return dict(zip(words, weight.tolist()))
