import pytest_repro
from call import call


@pytest_repro.training_fixture
def words():
    return call("one two three four five six seven eight nine ten eleven twelve")


def test_words(words):
    assert len(words["order"]) == 12
