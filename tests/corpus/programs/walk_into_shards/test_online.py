import pytest_repro
from online import smooth
from shards import read, write


@pytest_repro.training_fixture
def history(tmp_path):
    write(str(tmp_path))
    return smooth(read(str(tmp_path)))


def test_history(history):
    assert len(history) == 12
