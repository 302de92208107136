"""Sources are found by their file; what is malformed is refused with its place."""

from __future__ import annotations

import importlib
import re
import sys
import textwrap
from typing import TYPE_CHECKING

import pytest

from pytest_repro.errors import ExtensionError
from pytest_repro.registry import discover
from pytest_repro.source import Source
from pytest_repro.sources import all_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import ModuleType

IDS = (
    "clock", "completion-order", "directory-order", "environment", "hash-seed", "leaked-state",
    "numpy-random", "object-identity", "os-entropy", "python-random", "torch-random", "uninitialized-memory",
)  # fmt: skip


def test_every_source_is_found_sorted_by_its_id() -> None:
    assert set(IDS) <= set(all_sources())
    assert list(all_sources()) == sorted(all_sources())


@pytest.mark.parametrize("name", sorted(all_sources()))
def test_what_a_source_says_of_itself(name: str) -> None:
    source = all_sources()[name]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert source.__module__.endswith(name.replace("-", "_")), "one file, named after it"
    assert source.level in ("process", "machine")
    assert source.explanation and source.fix
    assert not source.explanation.endswith(".") and not source.fix.endswith(".")
    assert set(source.part_fixes) <= set(source.parts)
    assert list(source.parts) == sorted(source.parts)
    assert all(re.fullmatch(r"REP\d{3}", code) for code in source.rules)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., ModuleType]]:
    """Make a package of extensions from the text of each file."""

    def make(**files: str) -> ModuleType:
        folder = tmp_path / "extensions"
        folder.mkdir()
        (folder / "__init__.py").touch()
        for name, text in files.items():
            head = "from pytest_repro.source import Source\n"
            (folder / f"{name}.py").write_text(head + textwrap.dedent(text))
        monkeypatch.syspath_prepend(tmp_path)
        return importlib.import_module("extensions")

    yield make
    for name in [name for name in sys.modules if name.partition(".")[0] == "extensions"]:
        del sys.modules[name]


ONE = "class One(Source):\n    id = 'one'\n"


def test_helpers_and_imported_bases_are_not_extensions(package: Callable[..., ModuleType]) -> None:
    found = discover(
        package(
            b=ONE.replace("one", "z-last"),
            a="from pytest_repro.ambient import AmbientStream\n"
            "class _Helper(AmbientStream):\n    pass\n"
            "class Public(_Helper):\n    id = 'a-first'\n",
        ),
        Source,
        "id",
    )
    assert list(found) == ["a-first", "z-last"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a": "X = 1\n"}, r"a\.py:1: define one public Source, found none"),
        (
            {"a": ONE + ONE.replace("One", "Two")},
            r"a\.py:1: define one public Source, found One, Two",
        ),
        ({"a": "class One(Source):\n    pass\n"}, r"a\.py:2: One\.id must be a string"),
        ({"a": "class One(Source):\n    id = 3\n"}, r"a\.py:2: One\.id must be a string"),
        ({"a": "class One(Source):\n    id = ''\n"}, r"a\.py:2: One\.id must be a string"),
        ({"a": ONE, "b": "\n" + ONE}, r"b\.py:3: id 'one' is taken by .*a\.py:2"),
    ],
)
def test_a_malformed_file_is_refused_with_its_place(
    files: dict[str, str], message: str, package: Callable[..., ModuleType]
) -> None:
    with pytest.raises(ExtensionError, match=message):
        discover(package(**files), Source, "id")


def test_a_file_that_cannot_be_imported_is_an_error_of_its_own(package: Callable[..., ModuleType]) -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_library"):
        discover(package(a="import no_such_library\n"), Source, "id")
