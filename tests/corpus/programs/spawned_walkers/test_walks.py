import pytest_repro
from parallel import walks


@pytest_repro.training_fixture
def walked():
    free, pinned = walks()
    return {"free": free, "pinned": pinned}


def test_walked(walked):
    assert len(walked["free"]) == 6
