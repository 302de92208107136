import numpy as np
import pytest_repro

from embed import vectors


@pytest_repro.training_fixture(scope="module")
def word_vectors():
    return vectors()


def test_words_sorted(word_vectors):
    assert word_vectors["words"] == sorted(word_vectors["words"])


def test_finite(word_vectors):
    assert np.isfinite(word_vectors["vectors"]).all()
