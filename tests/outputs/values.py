"""Values to compare, built anew in each process that imports this."""

from __future__ import annotations

import dataclasses
import enum
from collections import OrderedDict, defaultdict, deque, namedtuple
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse
import torch

WORDS = ["loss", "accuracy", "recall", "precision", "auc", "f1", "epoch", "step"]
Pair = namedtuple("Pair", "left right")


class Color(enum.IntEnum):
    RED = 1
    BLUE = 2


@dataclasses.dataclass
class Result:
    weights: Any
    history: list[float]


def containers() -> Any:
    return {
        "sets": [set(WORDS), frozenset(WORDS), {1, 2.5, "x", (1, "y"), None}],
        "ordered": OrderedDict(zip(WORDS, range(8), strict=True)),
        "default": defaultdict(list, {1: [2], "1": [3]}),
        "deque": deque([1, "a"]),
        "pair": Pair(1.5, b"raw"),
        "record": Result(np.arange(3), [0.5, 0.25]),
        "color": Color.RED,
        "words": [*WORDS, None],
    }


def network() -> Any:
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.BatchNorm1d(8), torch.nn.Linear(8, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=10)
    for _ in range(3):
        optimizer.zero_grad()
        model(torch.randn(16, 4)).square().mean().backward()
        optimizer.step()
        scheduler.step()
    stream = torch.Generator().manual_seed(3)
    torch.randn(5, generator=stream)
    return {"model": model, "optimizer": optimizer, "scheduler": scheduler, "stream": stream}


def frames() -> Any:
    frame = pd.DataFrame(
        {
            "number": [1.0, np.nan, 3.0],
            "text": ["a", None, "b"],
            "whole": pd.array([1, None, 3], dtype="Int64"),
            "string": pd.array(["x", None, "z"], dtype="string"),
            "kind": pd.Categorical(["u", "v", "u"]),
            "when": pd.to_datetime(["2020-01-01", None, "2021-01-01"]).tz_localize("Europe/Berlin"),
            "period": pd.period_range("2020-01", periods=3, freq="M"),
            "interval": pd.interval_range(0, 3),
            "sparse": pd.arrays.SparseArray([0.0, 0.0, 1.0]),
        }
    )
    grouped = frame.groupby(["kind", "number"], observed=True).size()
    return {"frame": frame, "grouped": grouped, "when": pd.Timestamp(1, unit="ns"), "missing": pd.NaT}


def sparse() -> Any:
    matrix = scipy.sparse.random(20, 20, 0.1, "csr", random_state=np.random.default_rng(0))
    return [matrix.asformat(name) for name in ("bsr", "coo", "csc", "csr", "dia", "dok", "lil")]


def streams() -> Any:
    return [np.random.default_rng(0), np.random.RandomState(0), np.random.Generator(np.random.Philox(0))]


def estimators() -> Any:
    from sklearn.cluster import KMeans
    from sklearn.compose import ColumnTransformer
    from sklearn.datasets import make_classification
    from sklearn.ensemble import (
        GradientBoostingClassifier,
        HistGradientBoostingClassifier,
        RandomForestClassifier,
    )
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.mixture import GaussianMixture
    from sklearn.model_selection import GridSearchCV
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler
    from sklearn.svm import SVC

    x, y = make_classification(120, 6, random_state=0)
    frame = pd.DataFrame(x, columns=list("abcdef")).assign(kind=list("uvwx") * 30)
    columns = [("number", StandardScaler(), ["a", "b"]), ("kind", OneHotEncoder(), ["kind"])]
    return {
        "forest": RandomForestClassifier(5, random_state=0).fit(x, y),
        "boosting": GradientBoostingClassifier(n_estimators=3, random_state=0).fit(x, y),
        "histogram": HistGradientBoostingClassifier(max_iter=3, random_state=0).fit(x, y),
        "means": KMeans(3, random_state=0, n_init=1).fit(x),
        "perceptron": MLPClassifier((4,), max_iter=3, random_state=0).fit(x, y),
        "pipeline": make_pipeline(StandardScaler(), FunctionTransformer(np.tanh), LogisticRegression()).fit(
            x, y
        ),
        "search": GridSearchCV(SVC(), {"C": [1, 2]}, cv=2).fit(x, y),
        "svc": SVC(probability=True, random_state=0).fit(x, y),
        "mixture": GaussianMixture(2, random_state=0).fit(x),
        "neighbours": KNeighborsClassifier(algorithm="kd_tree").fit(x, y),
        "words": TfidfVectorizer(stop_words="english").fit([" ".join(WORDS), "the last loss"]),
        "columns": ColumnTransformer(columns).fit(frame),
    }


ALL = {
    "containers": containers,
    "network": network,
    "frames": frames,
    "sparse": sparse,
    "streams": streams,
    "estimators": estimators,
}
