import logging

import numpy as np
import pandas as pd
from encoding import codes, normal

log = logging.getLogger("rent")
CITIES = ["Bern", "Basel", "Chur", "Zürich ", "Genf", "Lausanne", "zürich", "Luzern"]


def flats(count=500, seed=30):
    rng = np.random.default_rng(seed)
    city = rng.integers(len(CITIES), size=count)
    rooms = rng.integers(1, 7, size=count)
    rent = 400 + 310 * rooms + 90 * (city % 5) + rng.normal(scale=80, size=count)
    return pd.DataFrame({"city": [CITIES[i] for i in city], "rooms": rooms, "rent": rent})


def prepare(frame):
    frame = frame.assign(city=frame["city"].map(normal))
    frame["code"] = codes("city").encode(frame["city"])
    return frame


def bags(frame, count=12, fraction=0.6):
    for _ in range(count):
        yield frame.sample(frac=fraction)


def stump(frame, column):
    """The best single cut of a column: where, and the mean on both sides."""
    best = None
    for cut in np.unique(frame[column])[:-1]:
        left = frame[column] <= cut
        means = frame["rent"][left].mean(), frame["rent"][~left].mean()
        error = ((frame["rent"] - np.where(left, *means)) ** 2).sum()
        if best is None or error < best[0]:
            best = (error, float(cut), *means)
    return best[1:]


def fit():
    frame = prepare(flats())
    cuts = {column: [] for column in ("code", "rooms")}
    for bag in bags(frame.sort_index()):
        for column, found in cuts.items():
            found.append(stump(bag, column))
    check = frame.sample(n=50, random_state=1)
    guess = np.mean([np.where(check["rooms"] <= cut, low, high) for cut, low, high in cuts["rooms"]], axis=0)
    log.info("%d cities", len(codes("city")))
    return {
        "code_cuts": np.array(cuts["code"]),
        "room_cuts": np.array(cuts["rooms"]),
        "by_code": frame.groupby("code")["rent"].mean().to_numpy(),
        "first_codes": frame["code"].to_numpy()[:40],
        "mae": float((guess - check["rent"]).abs().mean()),
    }
