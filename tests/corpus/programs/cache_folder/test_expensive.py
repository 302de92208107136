import pytest_repro
from expensive import table


@pytest_repro.training_fixture
def tables(tmp_path):
    return [table(5, tmp_path), table(5, tmp_path), table(7)]


def test_equal(tables):
    assert tables[0] == tables[1]
