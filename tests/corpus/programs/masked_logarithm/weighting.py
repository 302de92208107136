import numpy as np


def log_frequency(table):
    return np.log2(1 + table, where=table > 0)


def rarity(table):
    df = (table > 0).sum(axis=0)
    return np.log(len(table) / df, out=np.zeros(len(df)), where=df > 0)


def tfidf(table):
    weighted = log_frequency(table) * rarity(table)
    norms = np.linalg.norm(weighted, axis=1, keepdims=True)
    return np.divide(weighted, norms, out=np.zeros_like(weighted), where=norms > 0)
