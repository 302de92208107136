"""Cross-validation in threads: scores come as they finish and are kept under the number of their fold."""

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

import numpy as np
from sklearn.model_selection import KFold

log = logging.getLogger("folds")


class Progress:
    def __init__(self, total):
        self.lock, self.done, self.total = threading.Lock(), 0, total
        self.order = []

    def tick(self, fold, seconds):
        with self.lock:
            self.done += 1
            self.order.append(fold)
        log.info("fold %d took %.3f s (%d/%d)", fold, seconds, self.done, self.total)


def cross_validate(fit, score, x, y, folds=6, workers=3, seed=0):
    progress = Progress(folds)
    splits = list(KFold(folds, shuffle=True, random_state=seed).split(x))
    seeds = np.random.SeedSequence(seed).spawn(folds)

    def task(fold):
        started = time.perf_counter()
        train, test = splits[fold]
        model = fit(x[train], y[train], np.random.default_rng(seeds[fold]))
        result = score(model, x[test], y[test])
        progress.tick(fold, time.perf_counter() - started)
        return model, result

    models, scores, hits = [None] * folds, np.empty(folds), 0
    with ThreadPoolExecutor(workers) as pool:
        pending = {pool.submit(task, fold): fold for fold in range(folds)}
        for future in as_completed(pending):
            fold = pending[future]
            models[fold], (scores[fold], right) = future.result()
            hits += right
    log.info("finished in the order %s", progress.order)
    return models, scores, hits
