import numpy as np
from sklearn.decomposition import NMF


def counts():
    return np.random.default_rng(0).poisson(1.0, size=(400, 300)).astype(float)


def topics():
    model = NMF(n_components=8, init="nndsvda", random_state=0, max_iter=80)
    weights = model.fit_transform(counts())
    return weights, model.components_
