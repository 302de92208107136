import pytest_repro

from selection import select


@pytest_repro.training_fixture
def selected():
    return select()


def test_no_leak(selected):
    assert not {"default_date", "collector"} & set(selected["importance"])


def test_model_learns(selected):
    assert selected["test_score"] > 0.55
