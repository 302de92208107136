import pytest
import pytest_repro
from ridge import fit


@pytest.fixture
def checkpoints(tmp_path):
    return tmp_path / "checkpoints"


@pytest_repro.training_fixture
def run(checkpoints):
    checkpoints.mkdir()
    return fit(checkpoints)


def test_run(run):
    assert len(run["weights"]) == 4
