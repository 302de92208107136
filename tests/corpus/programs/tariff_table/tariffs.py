import platform
from datetime import datetime, timezone

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans

from plugins import discover


def readings(seed=16, meters=20):
    rng = np.random.default_rng(seed)
    start = datetime(2024, 3, 25, tzinfo=timezone.utc).timestamp()
    epoch = start + rng.integers(0, 14 * 86_400, 600)
    frame = pd.DataFrame({"meter": rng.integers(0, meters, 600), "kwh": rng.gamma(2, 0.4, 600)})
    frame["moment"] = pd.to_datetime(epoch, unit="s", utc=True)
    return frame.sort_values("moment", kind="stable", ignore_index=True)


def table():
    frame = readings()
    for name, compute in discover().items():
        frame[name] = compute(frame)
    grouped = frame.groupby("meter")[["evening_share", "night_tariff", "days_ago", "kwh"]].mean()
    with np.errstate(divide="ignore"):
        grouped["log_share"] = np.log(grouped["evening_share"] + 1e-9)
    return grouped


def cluster():
    features = table()
    features.attrs["host"] = platform.node()
    features.attrs["made"] = pd.Timestamp.now(tz="UTC")
    scaled = (features - features.mean()) / features.std()
    model = KMeans(3, n_init=4, random_state=0).fit(scaled)
    return {"features": features.to_dict("list"), "labels": model.labels_, "inertia": round(model.inertia_, 6)}
