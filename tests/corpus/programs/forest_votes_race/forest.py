from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier


def data():
    return make_classification(6000, 20, n_informative=10, n_classes=4, random_state=0)


def probabilities():
    x, y = data()
    model = RandomForestClassifier(120, max_depth=5, n_jobs=2, random_state=0).fit(x, y)
    return model.predict_proba(x)
