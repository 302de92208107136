from sklearn.datasets import make_classification


def load():
    return make_classification(3000, 60, n_informative=30, random_state=0)
