import asyncio

import pytest_repro
from articles import WORDS, write
from index import build


@pytest_repro.training_fixture
def digest(tmp_path):
    return asyncio.run(build(write(tmp_path)))


def test_all_words_are_known(digest):
    assert set(WORDS) <= set(digest["vocabulary"])


def test_newest(digest):
    assert 0 < digest["newest"] < 1
