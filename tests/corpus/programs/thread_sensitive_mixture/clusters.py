from sklearn.datasets import make_blobs
from sklearn.mixture import GaussianMixture


def clusters():
    x, _ = make_blobs(3000, 40, centers=6, cluster_std=6.0, random_state=0)
    return GaussianMixture(6, random_state=0, max_iter=30).fit(x).means_
