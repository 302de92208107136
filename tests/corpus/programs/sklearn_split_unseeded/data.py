from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split


def load():
    x, y = load_iris(return_X_y=True)
    return train_test_split(x, y, test_size=0.3)
