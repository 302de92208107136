import pytest_repro
from index import index


@pytest_repro.training_fixture
def indexed(tmp_path):
    return index(str(tmp_path))


def test_bits(indexed):
    assert sum(indexed[0]) > 3
