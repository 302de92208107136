import pytest_repro
from run import run


@pytest_repro.training_fixture
def outputs(tmp_path):
    return run(str(tmp_path))


def test_outputs(outputs):
    assert len(outputs) == 2
