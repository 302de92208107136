import pytest_repro
from collect import run


@pytest_repro.training_fixture
def embedded():
    return run([f"document {i}" for i in range(12)])


def test_embedded(embedded):
    assert len(embedded["values"]) == 12
