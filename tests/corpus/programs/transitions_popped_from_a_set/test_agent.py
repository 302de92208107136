import pytest_repro
from agent import trained


@pytest_repro.training_fixture(scope="module")
def learned():
    values, returns = trained()
    return {"values": values, "returns": returns}


def test_learned(learned):
    assert len(learned["returns"]) == 12
