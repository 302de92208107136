import pytest_repro
from card import card
from tokens import token


@pytest_repro.training_fixture
def data_card():
    return card(token)


def test_card(data_card):
    assert len(data_card["labels"]) == 7
