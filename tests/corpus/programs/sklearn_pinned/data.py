from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split


def load():
    x, y = make_classification(200, 8, n_informative=4, random_state=1)
    return train_test_split(x, y, test_size=0.25, random_state=2, stratify=y)
