import numpy as np
import pandas as pd
import pytest


@pytest.fixture(scope="session")
def frame():
    n = 50
    x = np.random.normal(size=n)
    return pd.DataFrame({"x": x, "group": [f"g{i % 4}" for i in range(n)]})


@pytest.fixture(scope="session")
def weights():
    rng = np.random.default_rng(0)
    return rng.uniform(size=4)
