from datetime import datetime

import numpy as np
import pandas as pd

START = 1_700_000_000


def raw(n=400, seed=6):
    """The log of the app: when a session began (UTC seconds), what was done in it, who left later."""
    rng = np.random.default_rng(seed)
    begun = START + np.sort(rng.integers(0, 40 * 86400, size=n))
    frame = pd.DataFrame({
        "user": [f"u{i:03d}" for i in rng.integers(0, 90, size=n)],
        "begun": begun,
        "clicks": rng.poisson(9, size=n),
        "errors": rng.poisson(1, size=n),
        "minutes": rng.gamma(2.0, 4.0, size=n),
        "scrolls": rng.poisson(20, size=n),
        "purchases": rng.poisson(0.5, size=n),
        "searches": rng.poisson(2, size=n),
        "shares": rng.poisson(0.3, size=n),
    })
    evening = (begun // 3600 % 24 > 17).astype(float)
    frame["left"] = (evening + 0.6 * frame["errors"] + rng.normal(size=n) > 1.4).astype(int)
    return frame


def with_hour(frame):
    hours = [datetime.fromtimestamp(int(at)).hour for at in frame["begun"]]
    return frame.assign(hour=hours).drop(columns="begun")
