import pytest_repro
from layers import Layer
from penalty import largest, total


@pytest_repro.training_fixture
def penalties():
    layers = [Layer(0.1 + i * 1.37) for i in range(20)]
    return {"total": total(), "largest": largest(), "count": len(layers)}


def test_penalties(penalties):
    assert penalties["largest"] > 1
