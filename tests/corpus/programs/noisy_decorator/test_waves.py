import pytest_repro
from waves import clean, wave


@pytest_repro.training_fixture
def waves():
    return {"wave": wave(20), "clean": clean(20)}


def test_waves(waves):
    assert len(waves["wave"]) == len(waves["clean"])
