import random

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def seeded():
    random.seed(3)
    np.random.seed(3)
