import pytest_repro
from fold import fold


@pytest_repro.training_fixture
def folded():
    return fold()


def test_folded(folded):
    assert sorted(folded[1]) == list(range(8))
