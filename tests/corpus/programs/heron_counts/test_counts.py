import pytest_repro

from counts import compare, herons


@pytest_repro.training_fixture
def heron_rates():
    return compare(herons())


def test_rates_agree(heron_rates):
    rates = heron_rates["rates"]
    assert abs(rates["poisson"] - rates["negbin"]) < 1.5
