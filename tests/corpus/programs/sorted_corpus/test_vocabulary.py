import pytest_repro
from reader import documents
from vocabulary import build, encode


@pytest_repro.training_fixture(scope="session")
def vocabulary():
    return build(documents())


@pytest_repro.training_fixture
def encoded(vocabulary):
    return [encode(text, vocabulary) for text in documents()]


def test_known(vocabulary, encoded):
    assert "cat" in vocabulary and encoded
