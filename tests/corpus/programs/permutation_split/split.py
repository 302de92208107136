import numpy as np


def split(x, y, share=0.3):
    order = np.random.permutation(len(x))
    cut = int(len(x) * share)
    return x[order[cut:]], y[order[cut:]], x[order[:cut]], y[order[:cut]]
