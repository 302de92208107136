import pytest_repro
from blend import blend


@pytest_repro.training_fixture(scope="session")
def blended():
    return blend()


def test_all_folds(blended):
    assert blended["folds"] == 4
    assert abs(blended["weights"][1] + 2) < 0.5
