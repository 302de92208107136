import pytest_repro
from features import ids, known
from sales import sales


@pytest_repro.training_fixture
def encoded():
    frame = sales()
    index = ids(frame)
    return {"ids": [index[user] for user in frame["user"]], "known": known(frame)}


def test_encoded(encoded):
    assert len(encoded["ids"]) == 5000
