from data import load
from sklearn.ensemble import ExtraTreesClassifier


def fit():
    x_train, x_test, y_train, y_test = load()
    model = ExtraTreesClassifier(10, random_state=0).fit(x_train, y_train)
    return model.predict_proba(x_test)
