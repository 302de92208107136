import pytest_repro
from portfolio import SYMBOLS, run


@pytest_repro.training_fixture
def portfolio():
    return run()


def test_weights_sum_to_one(portfolio):
    assert abs(sum(portfolio.values()) - 1) < 1e-9


def test_all_symbols(portfolio):
    assert set(portfolio) == SYMBOLS
