import pytest_repro
from sample import sampled


@pytest_repro.training_fixture
def visits():
    return sampled()


def test_means(visits):
    assert len(visits["means"]) == 3
