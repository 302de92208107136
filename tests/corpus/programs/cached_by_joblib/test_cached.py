import pytest_repro
from cached import table


@pytest_repro.training_fixture
def cached():
    rows, texts = table()
    return {"rows": rows, "texts": texts}


def test_cached(cached):
    assert len(cached["rows"]) == len(cached["texts"]) == 3
