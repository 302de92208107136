"""Libraries whose workers race get one, however the number is given, and theirs back afterwards."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.interpose.imports import ImportHooks
from pytest_repro.interpose.patches import Patches
from pytest_repro.interpose.workers import RACING, hold_workers

if TYPE_CHECKING:
    from collections.abc import Iterator


class Word2Vec:
    def __init__(self, sentences: Any = None, size: int = 100, workers: int = 3) -> None:
        self.given = sentences, size, workers


class Other:
    pass


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Stands for gensim's."""
    made: Any = ModuleType("gensim.models.word2vec")
    made.Word2Vec = Word2Vec
    monkeypatch.setitem(sys.modules, made.__name__, made)
    return made


@pytest.fixture
def held(module: Any) -> Iterator[Patches]:
    hooks, patches = ImportHooks(), Patches()
    hold_workers(hooks, patches)
    yield patches
    patches.undo()
    hooks.remove()


def test_one_worker_however_many_are_asked_for(held: Patches) -> None:
    for model in (Word2Vec("a", 5), Word2Vec("a", 5, 4), Word2Vec("a", size=5, workers=4)):
        assert model.given == ("a", 5, 1)
    with pytest.raises(TypeError):
        Word2Vec(nothing=1)  # type: ignore[call-arg]


def test_it_is_taken_back(held: Patches) -> None:
    assert Word2Vec("a").given == ("a", 100, 1)
    held.undo()
    assert Word2Vec("a").given == ("a", 100, 3)


def test_a_version_without_the_method_is_left_alone(module: Any) -> None:
    del module.Word2Vec
    hooks, patches = ImportHooks(), Patches()
    hold_workers(hooks, patches)
    hooks.remove()
    assert vars(module).keys() >= {"__name__"}
    assert not hasattr(module, "Word2Vec")


def test_each_place_is_named_once() -> None:
    assert len({place[:3] for place in RACING}) == len(RACING)
