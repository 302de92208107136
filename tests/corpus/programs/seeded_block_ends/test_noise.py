import pytest_repro
from noise import inside, outside


@pytest_repro.training_fixture
def noise():
    return {"inside": inside(5), "outside": outside(5)}


def test_noise(noise):
    assert len(noise["inside"]) == len(noise["outside"])
