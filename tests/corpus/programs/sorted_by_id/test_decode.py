import pytest_repro
from decode import decode


@pytest_repro.training_fixture
def words():
    return decode()


def test_words(words):
    assert len(words) == 3
