import pytest_repro
from encode import encode


@pytest_repro.training_fixture
def ids():
    return encode(["alpha", "zeta", "nu", "mu", "eta"])


def test_ids(ids):
    assert len(set(ids)) == 5
