import pytest_repro
from authors import TOPICS, coauthors
from embed import embed


@pytest_repro.training_fixture(scope="module")
def embedding():
    return embed(coauthors())


def test_core_is_the_largest_topic(embedding):
    assert embedding["size"] == max(TOPICS.values())


def test_vectors_are_finite(embedding):
    assert abs(embedding["vectors"]).max() < 10
