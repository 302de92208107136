from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split


def prepare():
    x, y = load_wine(return_X_y=True)
    return train_test_split(x, y, test_size=0.4)
