import pytest_repro
from dedupe import only, split, unique
from records import crawl


@pytest_repro.training_fixture
def parts():
    records = crawl()
    train, test = split(unique(records))
    return {"train": train, "test": test, "first": only(records, "site1")}


def test_parts(parts):
    assert len(parts["train"]) + len(parts["test"]) == 9
