import pytest_repro
from descent import descend


@pytest_repro.training_fixture
def path(tmp_path):
    return descend(tmp_path)


def test_path(path):
    assert abs(path[-1] - 0.5) < 1e-3
