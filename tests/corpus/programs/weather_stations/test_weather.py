import pytest
import pytest_repro
from ensemble_forecast import run
from stations import write_stations


@pytest.fixture
def archive(tmp_path):
    write_stations(tmp_path)
    return tmp_path


@pytest_repro.training_fixture
def forecast(archive):
    return run(archive)


def test_forecast(forecast):
    assert len(forecast["stations"]) == 8
    assert forecast["forecast"].shape == (5,)
