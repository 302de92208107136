import numpy as np
import pytest
import pytest_repro

import zoo
from ensemble import run


def test_decorator_registers():
    @zoo.transform("cubes")
    def cubes(table):
        return table**3

    assert zoo.REGISTRY["cubes"] is cubes


def test_names_are_unique():
    with pytest.raises(ValueError):
        zoo.transform("ranks")(np.sort)


@pytest_repro.training_fixture
def ensemble():
    return run()


def test_ensemble(ensemble):
    assert 0 < ensemble["loss"] < 1
