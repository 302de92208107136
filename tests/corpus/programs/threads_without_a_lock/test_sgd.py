import pytest_repro
from sgd import fit


@pytest_repro.training_fixture
def fitted():
    return fit()


def test_all_rows_were_seen(fitted):
    assert fitted["seen"] == 3 * 600
