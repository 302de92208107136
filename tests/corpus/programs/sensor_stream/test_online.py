import pytest_repro

from online import run


@pytest_repro.training_fixture
def online():
    return run()


def test_every_reading_arrives(online):
    assert online["counts"] == {i: 40 for i in range(5)}


def test_it_learns(online):
    assert online["errors"][-1] < 2
