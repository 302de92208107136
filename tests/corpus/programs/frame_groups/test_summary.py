import pytest_repro
from orders import load
from summary import holdout, summarise


@pytest_repro.training_fixture
def summary():
    train, test = holdout(load())
    return {"train": summarise(train), "test": test}


def test_all_customers(summary):
    assert len(summary["train"]) >= 3
