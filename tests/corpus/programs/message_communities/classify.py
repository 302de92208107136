import logging

import networkx as nx
from graph import build, features
from messages import load, roles, weighted
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

log = logging.getLogger("classify")


def classify():
    graph = build(weighted(load()))
    layout = nx.spring_layout(graph, iterations=3)
    log.info("the first is drawn at %s", layout[0])
    x, y = StandardScaler().fit_transform(features(graph)), roles()
    margins = SVC(kernel="linear", C=0.5).fit(x, y).decision_function(x)
    model = SVC(C=2.0, probability=True)
    model.fit(x, y)
    return {"margins": margins, "probabilities": model.predict_proba(x)[:, 1]}
