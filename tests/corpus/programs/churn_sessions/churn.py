import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold
from sklearn.preprocessing import StandardScaler

from sessions import raw, with_hour


def inputs(frame):
    columns = list(set(frame.columns) - {"user", "left"})
    return frame[columns].to_numpy(dtype=float), frame["left"].to_numpy()


def validate(X, y, folds=4):
    scores = []
    for fit, held in KFold(folds, shuffle=True).split(X):
        model = LogisticRegression(C=0.5).fit(X[fit], y[fit])
        chance = model.predict_proba(X[held])[:, 1]
        scores.append(float(((chance - y[held]) ** 2).mean()))
    return scores


def train():
    frame = with_hour(raw())
    known = {"control", "treated"} & set(frame.columns)
    frame = frame.drop(columns=list(known))
    X, y = inputs(frame)
    X = StandardScaler().fit_transform(X)
    model = LogisticRegression(C=0.5).fit(X, y)
    return {
        "coef": model.coef_[0],
        "total": float(np.sort(np.abs(model.coef_[0])).sum()),
        "brier": validate(X, y),
    }
