import pytest_repro
from sentences import sentences
from vectors import vectors


@pytest_repro.training_fixture
def embedding():
    return vectors(sentences())


def test_embedding(embedding):
    assert len(embedding) == 300
