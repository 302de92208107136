"""The few strings that sets are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.traces.digest import Budget, Digester
from pytest_repro.traces.labels import Label, Labels
from pytest_repro.traces.recorder import FOLDER, Recorder
from pytest_repro.traces.trace import Trace

if TYPE_CHECKING:
    from pathlib import Path

CAT_DOG = ("cat", "dog")


class Vocabulary:
    def __init__(self) -> None:
        self.words = {"cat", "hen"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (["cat", "dog", "cat"] * 100, [Label(False, CAT_DOG)]),
        (CAT_DOG, [Label(False, CAT_DOG)]),
        ({"cat": 1, "dog": 2}, [Label(False, CAT_DOG)]),
        (["cat"] * 9, []),
        (["cat", 3, "dog"], []),
        ([3, "cat"], []),
        (list("abcde"), []),
        (["cat", ["dog"]], []),
        ([], []),
        ("cat", []),
        (None, []),
    ],
)
def test_what_is_kept(value: Any, expected: list[Label]) -> None:
    labels = Labels()
    for _ in range(2):
        labels.note(value)
    assert labels.found() == expected


def test_sets_are_told_from_what_would_make_one() -> None:
    labels = Labels()
    labels.note({"cat", "dog"})
    labels.note(frozenset({"cat", "dog", "hen"}))
    assert [(label.is_set, sorted(label.strings)) for label in labels.found()] == [
        (True, ["cat", "dog"]),
        (True, ["cat", "dog", "hen"]),
    ]


def test_columns_of_texts_count() -> None:
    numpy = pytest.importorskip("numpy")
    pandas = pytest.importorskip("pandas")
    for value in (
        numpy.array(CAT_DOG * 5),
        numpy.array(CAT_DOG, object),
        pandas.Series(CAT_DOG, dtype=object),
    ):
        labels = Labels()
        labels.note(value)
        assert labels.found() == [Label(False, CAT_DOG)]
    labels.note(numpy.arange(3))
    labels.note(numpy.array([["cat", "hen"]]))
    assert len(labels.found()) == 1


def test_what_variables_and_their_parts_hold_is_in_the_trace(tmp_path: Path) -> None:
    digester = Digester(lambda cls: cls.__module__ == __name__)
    digester.named("names", ["cat", "dog", "cat"], Budget(99))
    digester.named("vocabulary", Vocabulary(), Budget(99))
    recorder = Recorder(tmp_path / FOLDER)
    recorder.labels = digester.labels.found()
    recorder.close()
    names, words = Trace(tmp_path).labels
    assert names == Label(False, CAT_DOG)
    assert (words.is_set, sorted(words.strings)) == (True, ["cat", "hen"])
