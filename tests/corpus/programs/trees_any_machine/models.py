from sklearn.datasets import make_classification
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier


def fit():
    x, y = make_classification(800, 12, n_informative=6, random_state=0)
    trees = ExtraTreesClassifier(15, random_state=0).fit(x, y)
    boosted = HistGradientBoostingClassifier(max_iter=15, random_state=0).fit(x, y)
    return trees.predict(x), boosted.predict(x)
