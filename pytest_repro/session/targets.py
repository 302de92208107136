"""Finds the targets of a session: which training fixtures the collected tests use, with which parameters.

The one module that reads pytest's private closure of fixtures; everything else goes through public names.
"""

from __future__ import annotations

import fnmatch
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from pytest_repro.errors import SettingsError
from pytest_repro.fixture import EXACT, marked_tolerance, training_options
from pytest_repro.interpose.sites import SiteFinder
from pytest_repro.trials.spec import Target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_repro.fixture import Tolerance

MARK = "repro"
_SIMPLE = (str, int, float, bool, type(None))


class Identity(NamedTuple):
    """What makes two uses of a fixture the same target."""

    name: str
    base: str
    params: tuple[tuple[str, int], ...]


class TargetFinder:
    """Keeps every target it has seen, so that the same one found again keeps its id."""

    def __init__(self, root: Path, globs: tuple[str, ...]) -> None:
        self._root = root
        self._globs = globs
        self._matched: set[str] = set()
        self._finder = SiteFinder(root)
        self._targets: dict[Identity, Target] = {}
        self._ids: set[str] = set()
        self._tolerances: dict[str, Tolerance] = {}
        self._faults: dict[str, str] = {}
        self._of_item: dict[str, tuple[Identity, ...]] = {}

    def of_item(self, item: pytest.Item) -> list[Target]:
        """The targets that setting up ``item`` makes, in the order in which pytest sets them up."""
        if item.nodeid not in self._of_item:
            self._of_item[item.nodeid] = tuple(self._find(item))
        return [self._targets[identity] for identity in self._of_item[item.nodeid]]

    def tolerance(self, target: Target) -> Tolerance:
        return self._tolerances.get(target.id, EXACT)

    def fault(self, target: Target) -> str | None:
        """Why the target cannot be checked, known since it was collected."""
        return self._faults.get(target.id)

    def users(self, target: Target) -> list[str]:
        """Node ids of the collected tests that use a target, those that were deselected too."""
        return [
            nodeid
            for nodeid, found in self._of_item.items()
            if any(self._targets[identity].id == target.id for identity in found)
        ]

    def settle_hosts(self, items: list[pytest.Item]) -> None:
        """Let the first of the selected items that uses a target be the one that makes it."""
        settled: set[Identity] = set()
        for item in items:
            for identity in self._of_item.get(item.nodeid, ()):
                if identity not in settled:
                    settled.add(identity)
                    self._targets[identity] = replace(
                        self._targets[identity], item=item.nodeid, file=str(item.path)
                    )

    def current(self, target: Target) -> Target:
        """The target as it stands after hosts were settled."""
        return next((known for known in self._targets.values() if known.id == target.id), target)

    def _find(self, item: pytest.Item) -> Iterator[Identity]:
        if not isinstance(item, pytest.Function):
            return
        marker = item.get_closest_marker(MARK)
        if marker is not None:
            yield self._marked_test(item, marker)
        for fixturedef in _visible_fixtures(item):
            options = training_options(fixturedef.func)
            adopted = self._adopted(fixturedef)
            if options is not None or adopted:
                identity = self._fixture(item, fixturedef)
                self._tolerances[self._targets[identity].id] = EXACT if options is None else options.tolerance
                yield identity

    def _adopted(self, fixturedef: Any) -> bool:
        code = getattr(fixturedef.func, "__code__", None)
        matched = [glob for glob in self._globs if fnmatch.fnmatchcase(fixturedef.argname, glob)]
        # A glob such as * must not adopt pytest's own fixtures or those of plugins.
        adopted = code is not None and bool(matched) and self._finder.is_user_file(code.co_filename)
        self._matched.update(matched if adopted else ())
        return adopted

    def idle_globs(self) -> tuple[str, ...]:
        """Globs that have matched no fixture so far."""
        return tuple(glob for glob in self._globs if glob not in self._matched)

    def _fixture(self, item: pytest.Function, fixturedef: Any) -> Identity:
        params = _relevant_params(item, fixturedef)
        identity = Identity(
            fixturedef.argname, fixturedef.baseid or "", tuple(sorted(_indices(item, params)))
        )
        if identity not in self._targets:
            code = fixturedef.func.__code__
            suffix = _params_id(item, params)
            self._targets[identity] = Target(
                id=self._unique(f"{_parent_id(item)}::repro[{fixturedef.argname}{suffix}]"),
                item=item.nodeid,
                file=str(item.path),
                kind="fixture",
                name=fixturedef.argname,
                base=fixturedef.baseid or "",
                scope=str(fixturedef.scope),
                params={name: repr(params[name])[:200] for name in sorted(params)},
                path=self._finder.relative(code.co_filename),
                line=code.co_firstlineno,
            )
        return identity

    def _marked_test(self, item: pytest.Function, marker: pytest.Mark) -> Identity:
        identity = Identity(item.nodeid, "", ())
        if identity not in self._targets:
            path, line, _ = item.reportinfo()
            self._targets[identity] = Target(
                id=self._unique(f"{_parent_id(item)}::repro[{item.name}]"),
                item=item.nodeid,
                file=str(item.path),
                kind="test",
                name=item.name,
                params={name: repr(value)[:200] for name, value in sorted(_params(item).items())},
                path=self._finder.relative(str(path)),
                line=(line or 0) + 1,
            )
            try:
                self._tolerances[self._targets[identity].id] = marked_tolerance(marker)
            except SettingsError as error:
                self._faults[self._targets[identity].id] = str(error)
        return identity

    def _unique(self, wanted: str) -> str:
        chosen, number = wanted, 1
        while chosen in self._ids:
            number += 1
            chosen = f"{wanted[:-1]}-{number}]"
        self._ids.add(chosen)
        return chosen


def _parent_id(item: pytest.Item) -> str:
    assert item.parent is not None
    return item.parent.nodeid


def _visible_fixtures(item: pytest.Function) -> Iterator[Any]:
    """Fixture definitions that setting up the item uses; overridden ones only if the overriding one asks."""
    known = item._fixtureinfo.name2fixturedefs
    for name in item.fixturenames:
        for fixturedef in reversed(known.get(name, ())):
            yield fixturedef
            if name not in fixturedef.argnames:
                break


def _params(item: pytest.Function) -> dict[str, object]:
    callspec = getattr(item, "callspec", None)
    return {} if callspec is None else dict(callspec.params)


def _relevant_params(item: pytest.Function, fixturedef: Any) -> dict[str, object]:
    """The item's parameters that the fixture, or a fixture that it needs, takes."""
    known = item._fixtureinfo.name2fixturedefs
    needed: dict[str, None] = {}
    waiting = [fixturedef.argname, *fixturedef.argnames]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed[name] = None
            waiting.extend(argument for definition in known.get(name, ()) for argument in definition.argnames)
    return {name: value for name, value in _params(item).items() if name in needed}


def _indices(item: pytest.Function, params: dict[str, object]) -> Iterator[tuple[str, int]]:
    for name in params:
        yield name, item.callspec.indices[name]


def _params_id(item: pytest.Function, params: dict[str, object]) -> str:
    """As pytest writes it where the fixture takes all of the item's parameters, else value by value."""
    if not params:
        return ""
    if len(params) == len(_params(item)):
        return f"-{item.callspec.id}"
    ids = _ids(item)
    return "-" + "-".join(ids[name] for name in params)


def _ids(item: pytest.Function) -> dict[str, str]:
    """pytest's id of each parameter where it has one for each, else the value or its number."""
    values, written = _params(item), getattr(item.callspec, "_idlist", ())
    if len(written) == len(values):
        return dict(zip(values, written, strict=True))
    return {
        name: str(value) if isinstance(value, _SIMPLE) else f"{name}{item.callspec.indices[name]}"
        for name, value in values.items()
    }
