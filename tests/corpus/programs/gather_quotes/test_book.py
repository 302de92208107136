import pytest_repro

from book import make_book


@pytest_repro.training_fixture
def quote_book():
    return make_book([100 + 0.5 * i for i in range(10)])


def test_all_quotes(quote_book):
    assert quote_book["count"] == 40


def test_weights(quote_book):
    assert abs(quote_book["weights"].sum() - 1) < 1e-9
