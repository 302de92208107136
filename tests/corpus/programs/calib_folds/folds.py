"""Cross-validated calibration, one thread a fold."""
from __future__ import annotations

import logging
import time
import uuid
from concurrent.futures import ThreadPoolExecutor, as_completed

import numpy as np
from sklearn.model_selection import StratifiedKFold
from sklearn.tree import DecisionTreeClassifier

from calibration import Isotonic, Platt, expected_error
from data import load

log = logging.getLogger("calibration")


def one_fold(frame, train, test, method) -> dict:
    x, y = frame[["a", "b", "c"]].to_numpy(), frame["y"].to_numpy()
    half = len(train) // 2
    model = DecisionTreeClassifier(max_depth=4, random_state=0).fit(x[train[:half]], y[train[:half]])
    mapping = method().fit(model.predict_proba(x[train[half:]])[:, 1], y[train[half:]])
    p = mapping(model.predict_proba(x[test])[:, 1])
    return {"ece": expected_error(p, y[test]), "brier": float(((p - y[test]) ** 2).mean())}


def cross_validate(k: int = 4) -> dict:
    frame, job = load(), uuid.uuid4()
    splits = list(StratifiedKFold(k, shuffle=True, random_state=3).split(frame, frame["y"]))
    began, out = time.time(), {}
    with ThreadPoolExecutor(3) as pool:
        for method in (Platt, Isotonic):
            futures = {pool.submit(one_fold, frame, a, b, method): i for i, (a, b) in enumerate(splits)}
            table = np.zeros((k, 2))
            for future in as_completed(futures):
                table[futures[future]] = list(future.result().values())
                log.info("job %s: fold %d after %.2f s", job, futures[future], time.time() - began)
            out[method.__name__] = table
    out["rows"] = len(frame)
    return out
