import logging
import time

import meter
import numpy as np
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import TimeSeriesSplit
from weights import Recency

log = logging.getLogger(__name__)

MORNING, EVENING = range(6, 10), range(17, 22)


def features(stamps):
    rows = []
    for stamp in stamps:
        hour, day = meter.hour_of(stamp), meter.weekday_of(stamp)
        rows.append([hour / 23, hour in MORNING, hour in EVENING, day >= 5, hour**2 / 500])
    return np.array(rows, dtype=float)


def backtest(days=40, splits=4):
    stamps, load = meter.readings(days)
    x, weigh = features(stamps), Recency()
    errors, coefs = [], []
    for fold, (past, future) in enumerate(TimeSeriesSplit(splits).split(x)):
        began = time.time()
        model = Ridge(alpha=1.0).fit(x[past], load[past], sample_weight=weigh(stamps[past]))
        errors.append(mean_absolute_error(load[future], model.predict(x[future])))
        coefs.append(model.coef_)
        log.debug("fold %d took %.3f s", fold, time.time() - began)
    return {"mae": np.array(errors), "coef": np.array(coefs)}
