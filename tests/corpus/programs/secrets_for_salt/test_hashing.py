import pytest_repro
from hashing import vector


@pytest_repro.training_fixture
def vectors():
    return [vector("the quick brown fox jumps over the lazy dog"), vector("a stitch in time saves nine")]


def test_counts(vectors):
    assert sum(vectors[0]) == 9
