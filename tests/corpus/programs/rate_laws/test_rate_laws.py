import numpy as np
import pytest_repro

from fit import select
from laws import RateLaw


@pytest_repro.training_fixture
def selected():
    return select()


def test_finds_the_inhibitor(selected):
    assert selected["best"] == "competitive"
    assert np.isclose(sorted(selected["values"])[-1], 3.1, atol=0.3)


def test_two_parameters():
    assert RateLaw("m", "vmax*S/(km + S)").size == 2
