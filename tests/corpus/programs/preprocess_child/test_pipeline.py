import pytest_repro
from pipeline import encode, prepare


@pytest_repro.training_fixture
def ids(tmp_path):
    return encode("the lazy fox sleeps under the oak tree", prepare(tmp_path))


def test_ids(ids):
    assert len(ids) == 8
