import numpy as np
import pandas as pd

BASE = ["income", "debt", "age", "tenure", "cards", "limit"]
LEAKY = {"default_date", "collector"}


def load(rows=220, seed=3):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.normal(size=(rows, len(BASE))), columns=BASE)
    frame["ratio"] = frame["debt"] / (1 + frame["income"].abs())
    frame["age_x_cards"] = frame["age"] * frame["cards"]
    frame["default_date"] = 1.0
    frame["collector"] = 0.0
    score = frame["ratio"] - 0.5 * frame["tenure"] + 0.3 * frame["age_x_cards"]
    frame["bad"] = (score + rng.normal(0, 0.7, rows) > 0).astype(int)
    return frame


def usable(frame):
    """Names of the columns which a model may see."""
    names = [c for c in frame.columns if c not in LEAKY]
    wanted = set(names) - {"bad"}
    constant = {c for c in wanted if frame[c].nunique() == 1}
    return wanted - constant
