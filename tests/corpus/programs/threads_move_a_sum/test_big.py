import pytest_repro
from big import weights


@pytest_repro.training_fixture
def result():
    return weights()


def test_result(result):
    assert len(result[0]) == 10
