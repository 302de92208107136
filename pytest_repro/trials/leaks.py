"""Notes what each earlier test of a trial leaves behind in the process."""

from __future__ import annotations

import functools
import gc
import hashlib
import inspect
import os
import sys
from pathlib import Path
from types import CellType, FunctionType
from typing import TYPE_CHECKING, Any

from pytest_repro.ambient import AmbientStream
from pytest_repro.trials.leak_lines import LineWatch
from pytest_repro.trials.switches import switches

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from pytest_repro.interpose.sites import SiteFinder
    from pytest_repro.source import Source

LEAKS_FILE = "leaks.json"
_REPR_LIMIT = 20_000
_BYTES = 64 << 20
"""Of arrays and tensors in one value; a larger one is sampled."""
CACHE = "cache "
"""What the name of a cache of constants begins with."""
_CONSTANTS = (str, bytes, int, float, complex, bool, type(None), frozenset)
_PLAIN = (str, bytes, int, float, complex, bool, type(None), list, tuple, dict, set, frozenset)


class LeakWatch:
    """Compares fingerprints of the process's state before and after each test.

    Seen are: globals and class attributes of the user's modules with all that these hold, what functions keep
    in default arguments, attributes, closures and caches, environment variables, the working directory, the
    ambient random streams and switches of libraries.
    """

    def __init__(self, finder: SiteFinder, sources: list[Source]) -> None:
        from pytest_repro.traces.digest import Digester  # its imports are not for every trial

        self._finder = finder
        self._sources = sources
        self._digester = Digester(self._is_user_class)
        self._before = self._fingerprints()
        self._watch: LineWatch | None = None
        self.leaks: list[dict[str, Any]] = []
        """Of each test that has changed something its id, the names, and the lines as far as watched."""

    def lines(self, item: pytest.Item) -> LineWatch:
        """To be entered while a test runs: which of its lines, or of its fixtures', change something."""
        found = getattr(item, "_fixtureinfo", None)
        definitions = found.name2fixturedefs.values() if found is not None else ()
        functions = [definition.func for several in definitions for definition in several]
        codes = [getattr(inspect.unwrap(function), "__code__", None) for function in functions]
        files = {code.co_filename for code in codes if code and self._finder.is_user_file(code.co_filename)}
        self._watch = LineWatch(frozenset({*files, str(item.path)}), self._fingerprints)
        return self._watch

    def after(self, item: str) -> None:
        """Note what the test ``item`` has changed."""
        now = self._fingerprints()
        names = sorted(name for name, print_ in now.items() if self._before.get(name, print_) != print_)
        # What is imported brings its modules and switches.
        brought = {*switches(), *(name for name in now if name.startswith("module "))}
        names += sorted(name for name in now if name not in self._before and name not in brought)
        if names:
            lines = self._watch.lines if self._watch is not None else {}
            self.leaks.append(
                {"item": item, "names": names, "lines": {n: lines[n] for n in names if n in lines}}
            )
        self._before = now
        self._watch = None

    def forget_reseeded(self) -> None:
        """Leave out streams that a plugin has seeded anew for the target: whatever they were, it is gone."""
        gone = {_stream(s) for s in self._sources if isinstance(s, AmbientStream) and s.reseeded}
        kept = [{**leak, "names": [n for n in leak["names"] if n not in gone]} for leak in self.leaks]
        self.leaks = [leak for leak in kept if leak["names"]]

    def _fingerprints(self) -> dict[str, str]:
        return dict(self._read())

    def _read(self) -> Iterator[tuple[str, str]]:
        for name, value in sorted(os.environ.items()):
            if name != "PYTEST_CURRENT_TEST":
                yield f"environment variable {name}", value
        yield "working directory", str(Path.cwd())
        yield from self._streams()
        yield from switches().items()
        for name, module in sorted(sys.modules.items()):
            file = getattr(module, "__file__", None)
            if isinstance(file, str) and self._finder.is_user_file(file):
                yield from self._globals(name, module)

    def _streams(self) -> Iterator[tuple[str, str]]:
        for source in self._sources:
            if isinstance(source, AmbientStream) and source.available():
                yield _stream(source), _digest(repr(source.get()))

    def _globals(self, name: str, module: Any) -> Iterator[tuple[str, str]]:
        for key, value in sorted(vars(module).items()):
            if not key.startswith("__"):
                full = f"{name}.{key}"
                yield f"{_kind(value)}{full}", self._fingerprint(value)
                if isinstance(value, type) and value.__module__ == name:
                    for attribute, inner in sorted(vars(value).items()):
                        if not attribute.startswith("__"):
                            yield f"{full}.{attribute}", self._fingerprint(inner)

    def _fingerprint(self, value: Any) -> str:
        """Of what is plain its text, in order; of other objects which it is, and what it holds."""
        from pytest_repro.traces.digest import Budget

        if isinstance(value, _PLAIN):
            try:
                return _digest(repr(value)[:_REPR_LIMIT] + self._digester.digest(value, Budget(_BYTES)).hex())
            except Exception:
                return f"object {id(value)}"
        if isinstance(value, type(sys)):
            return f"object {id(value)}"
        function = _function(value)
        if isinstance(function, functools._lru_cache_wrapper):
            return f"object {id(value)} {self._cache(function)}"
        return f"object {id(value)} {self._digester.digest(_kept(function) or value, Budget(_BYTES)).hex()}"

    def _cache(self, function: Any) -> str:
        """What it gave may be changed by who got it; in which order it was last asked changes nothing."""
        from pytest_repro.traces.digest import Budget

        info = function.cache_info()
        given = sorted(self._digester.digest(each, Budget(_BYTES)) for each in _cached(function))
        return f"{info.misses} {info.currsize} {b''.join(given).hex()}"

    def _is_user_class(self, cls: type) -> bool:
        file = getattr(sys.modules.get(cls.__module__), "__file__", None)
        return isinstance(file, str) and self._finder.is_user_file(file)


def _stream(source: AmbientStream) -> str:
    return f"{source.module} stream"


def _function(value: Any) -> Any:
    """What stands behind a method of a class."""
    if isinstance(value, staticmethod | classmethod):
        return value.__func__
    return value.fget if isinstance(value, property) else value


def _kept(value: Any) -> list[Any]:
    """What a function keeps from one call to the next; empty for what is no function."""
    if not isinstance(value, FunctionType):
        return []
    cells = [_content(cell) for cell in value.__closure__ or ()]
    return [value.__defaults__, value.__kwdefaults__, cells, vars(value)]


def _content(cell: CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # nothing has been put there yet
        return None


def _kind(value: Any) -> str:
    """What a variable is said to be. Submodules appear as attributes when they are imported: that is no leak;
    and a cache of what nobody can change seldom is one.
    """
    if isinstance(value, type(sys)):
        return "module "
    if isinstance(value, functools._lru_cache_wrapper) and all(map(_is_constant, _cached(value))):
        return CACHE
    return ""


def _cached(function: Any) -> list[Any]:
    """What a cached function has given, as far as the interpreter shows it."""
    held = [value for value in gc.get_referents(function) if value is not vars(function)]
    if function.cache_parameters()["maxsize"] is None:
        return [value for table in held if type(table) is dict for value in table.values()]
    own = (object, type, FunctionType)
    return [
        value for value in held if type(value) not in own and not _is_link(value) and not _is_table(value)
    ]


def _is_link(value: Any) -> bool:
    return type(value).__name__ == "_lru_list_elem"


def _is_table(value: Any) -> bool:
    return type(value) is dict and any(map(_is_link, value.values()))


def _is_constant(value: Any) -> bool:
    return isinstance(value, _CONSTANTS) or (isinstance(value, tuple) and all(map(_is_constant, value)))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
