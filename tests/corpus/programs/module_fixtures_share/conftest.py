import random

import numpy as np
import pytest


@pytest.fixture(autouse=True, scope="session")
def _seed():
    random.seed(5)
    np.random.seed(5)


@pytest.fixture(scope="module")
def points():
    return np.random.uniform(size=(30, 2))


@pytest.fixture(scope="module", params=[2, 3])
def count(request):
    return request.param
