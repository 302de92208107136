import pytest_repro
from dedupe import run


@pytest_repro.training_fixture
def deduped():
    return run()


def test_copies_are_found(deduped):
    found = set(deduped["pairs"])
    assert sum((i, 40 + i) in found for i in range(20)) >= 15
