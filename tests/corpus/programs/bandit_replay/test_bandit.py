import pytest_repro

from arms import ArmBook
from policies import Thompson, Ucb
from replay import CREATIVES, replay


def test_unknown_arm_starts_even():
    assert ArmBook("winter")["cat"].mean == 0.5


def test_ucb_learns():
    book = ArmBook("spring")
    replay(Ucb(book, CREATIVES), n=600, seed=9)
    assert book["owl"].wins + book["owl"].losses > 10


@pytest_repro.training_fixture(scope="module")
def thompson():
    book = ArmBook("spring")
    result = replay(Thompson(book, CREATIVES, seed=4))
    return {**result, "arms": book.snapshot()}


def test_rate(thompson):
    assert 0 <= thompson["rate"] <= 1


def test_arms(thompson):
    assert list(thompson["arms"]) == sorted(CREATIVES)
