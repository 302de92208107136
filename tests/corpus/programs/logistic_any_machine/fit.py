from data import load
from sklearn.linear_model import LogisticRegression


def fit():
    x, y = load()
    return LogisticRegression(max_iter=200).fit(x, y).coef_
