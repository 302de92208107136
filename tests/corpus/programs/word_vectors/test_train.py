import pytest_repro
from train import train


@pytest_repro.training_fixture
def vectors():
    return train()


def test_vectors(vectors):
    assert len(vectors["words"]) == len(vectors["vectors"])
