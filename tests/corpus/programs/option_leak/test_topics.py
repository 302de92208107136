import pytest_repro

from options import options, with_topics
from topics import REVIEWS, fit_topics, matrix


@pytest_repro.training_fixture
def review_topics():
    return fit_topics()


def test_a_copy_has_its_own_number_of_topics():
    assert fit_topics(with_topics(2))["weights"].shape == (len(REVIEWS), 2)


def test_rare_words_can_be_dropped():
    chosen = options()
    chosen.min_df = 2
    _, words = matrix(REVIEWS, chosen)
    assert "eggs" not in words and "coffee" in words


def test_environment_names_the_topics(monkeypatch):
    monkeypatch.setenv("TOPICS_N", "4")
    assert options.__wrapped__().topics == 4


def test_topics_have_words(review_topics):
    assert len(review_topics["top"]) == 3
    assert all(len(words) == 4 for words in review_topics["top"])
