from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def candidates():
    return {
        "trees": ExtraTreesClassifier(20, random_state=0),
        "boosting": make_pipeline(StandardScaler(), HistGradientBoostingClassifier(max_iter=10, random_state=0)),
    }
