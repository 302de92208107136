import pytest
import pytest_repro

from recommend import Tuner


@pytest.fixture(scope="module")
def tuner(tmp_path_factory):
    return Tuner(tmp_path_factory.mktemp("cache"))


@pytest_repro.training_fixture(scope="module")
def tuned(tuner):
    return tuner.grid()


def test_best_k(tuned):
    assert tuned["best"].startswith("5/")


def test_cache_was_used(tuner, tuned):
    assert tuner.cache.hits > 0
