import numpy as np
import pandas as pd


def customers(n=120):
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(
        {
            "age": rng.integers(18, 80, n).astype(float),
            "plan": rng.choice(["free", "pro", "team"], n),
            "hours": rng.gamma(2.0, 3.0, n),
        }
    )
    frame.loc[::9, "age"] = np.nan
    frame["churned"] = (frame["hours"] + rng.normal(0, 2, n) < 5).astype(int)
    return frame
