import pytest_repro
from baskets import baskets
from mine import frequent, support


@pytest_repro.training_fixture
def rules():
    found = baskets()
    return {"pairs": frequent(found), "support": support(found, {"bread", "milk"})}


def test_rules(rules):
    assert rules["support"] >= 0
