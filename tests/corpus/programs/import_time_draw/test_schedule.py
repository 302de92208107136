import random

import pytest_repro
from schedule import rates


@pytest_repro.training_fixture
def schedule():
    noise = [random.random() for _ in range(3)]
    return rates(), noise


def test_falls(schedule):
    assert schedule[0][0] > schedule[0][-1]
