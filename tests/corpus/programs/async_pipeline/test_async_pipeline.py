import pytest_repro
from orchestrate import run


@pytest_repro.training_fixture
def gathered():
    return run()


def test_everything_arrived(gathered):
    assert sorted(number for _, number in gathered["arrived"]) == list(range(40))
    assert len(gathered["names"]) == 3
