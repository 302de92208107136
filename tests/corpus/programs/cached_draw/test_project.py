import pytest_repro
from project import keys, project


@pytest_repro.training_fixture
def projected():
    return {"rows": project([[float(i + j) for j in range(4)] for i in range(5)]), "keys": keys()}


def test_projected(projected):
    assert len(projected["rows"]) == 5
