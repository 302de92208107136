import pytest_repro
from resume import train


@pytest_repro.training_fixture
def resumed(tmp_path):
    return train(tmp_path)


def test_two(resumed):
    assert len(resumed) == 2
