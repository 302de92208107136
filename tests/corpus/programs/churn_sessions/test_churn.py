import pytest_repro
from churn import train


@pytest_repro.training_fixture(scope="module")
def churn():
    return train()


def test_eight_inputs(churn):
    assert churn["coef"].shape == (8,)


def test_brier(churn):
    assert max(churn["brier"]) < 0.3
