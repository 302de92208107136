import pytest_repro
from encoding import codes, normal
from rent import fit


@pytest_repro.training_fixture(scope="module")
def fitted():
    return fit()


def test_one_spelling():
    assert normal("Zürich ") == normal("zürich") == "zuerich"


def test_codes_count_up():
    assert codes("city").encode(["winterthur", "luzern", "winterthur"]) == [0, 1, 0]


def test_columns_are_apart():
    assert codes("canton").encode(["ZH", "BE"]) == [0, 1]


def test_error(fitted):
    assert fitted["mae"] < 500
