from sklearn.ensemble import RandomForestClassifier
from sklearn.inspection import permutation_importance
from sklearn.model_selection import StratifiedKFold, cross_val_score, train_test_split

from features import load, usable


def forest():
    return RandomForestClassifier(n_estimators=25, max_features=2, random_state=0)


def cv_score(table, target):
    folds = StratifiedKFold(4, shuffle=True, random_state=1)
    return cross_val_score(forest(), table, target, cv=folds).mean()


def select(keep=4):
    frame = load()
    columns = list(usable(frame))
    table, target = frame[columns], frame["bad"]
    x_train, x_test, y_train, y_test = train_test_split(table, target, test_size=0.3, random_state=5)
    model = forest().fit(x_train, y_train)
    found = permutation_importance(model, x_test, y_test, n_repeats=3)
    ranked = sorted(zip(columns, found.importances_mean), key=lambda pair: (-pair[1], pair[0]))
    chosen = sorted(name for name, _ in ranked[:keep])
    return {
        "importance": {name: float(value) for name, value in sorted(ranked)},
        "test_score": model.score(x_test, y_test),
        "cv": cv_score(frame[chosen], target),
        "probability": model.predict_proba(x_test)[:, 1],
    }
