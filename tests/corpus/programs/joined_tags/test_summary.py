import pytest_repro
from summary import counts, ordered, tags
from tags import table


@pytest_repro.training_fixture(scope="session")
def summary():
    frame = table()
    return {"tags": tags(frame), "counts": counts(frame), "ordered": ordered(frame)}


def test_summary(summary):
    assert len(summary["tags"]) == 4
