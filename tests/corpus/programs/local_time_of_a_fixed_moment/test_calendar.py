import pytest_repro
from calendar_features import features


@pytest_repro.training_fixture
def rows():
    return features([0, 1_000_000_000, 1_700_000_000])


def test_first(rows):
    assert rows[0] == [3, 0, 1]
