import random

import pytest


@pytest.fixture(autouse=True)
def seeded():
    random.seed(0)
