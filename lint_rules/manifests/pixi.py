"""pixi's manifests: `pixi.toml`, and the tables of pixi in `pyproject.toml`, with the lock beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from packaging.utils import canonicalize_name

from lint_rules.entries import CondaDependency, DependencyRole, Lock
from lint_rules.manifests.conda.matchspec import judge_version, specifier_of
from lint_rules.manifests.formats import toml
from lint_rules.manifests.locks import conda
from lint_rules.manifests.project.poetry import from_table
from lint_rules.manifests.project.wanted import Wanted
from lint_rules.manifests.python.requirement import judge
from lint_rules.model import LEVELS, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.entries import Entry
    from lint_rules.manifests import Manifest
    from lint_rules.manifests.formats.toml import Document, Way

_CONDA = ("dependencies", "host-dependencies", "build-dependencies")
_PYPI = "pypi-dependencies"
_OF_PYPI: DependencyRole = "environment"  # beside what Conda installs itself


def matches(path: PurePath) -> bool:
    return path.name in ("pixi.toml", "pyproject.toml")


def read(manifest: Manifest) -> Iterator[Entry]:
    if manifest.path.name == "pyproject.toml" and "tool.pixi" not in manifest.text:
        return
    document = toml.load(manifest.text)
    top: tuple[str, ...] = ("tool", "pixi") if manifest.path.name == "pyproject.toml" else ()
    wanted = list(_declared(document, top))
    text = manifest.neighbour(conda.PIXI) if wanted else None
    state = conda.pixi_state(text, _locked(document, top, wanted)) if text is not None else None
    if state is not None:
        names = [canonicalize_name(name) for name in state.names]
        places = [document.span(*w.way) for w in wanted if canonicalize_name(w.name) in names]
        place = [*places, document.span(*wanted[0].way)][0]
        yield Lock(place, state.file, state.stale, state.names, state.remedy)
    for one in wanted:
        level = one.level if state is None else max(one.level, state.level, key=LEVELS.index)
        span = document.span(*one.way)
        version = None
        if not one.direct and manifest.excerpt(span)[1:-1] == one.text:
            version = Span(span.line, span.column + 1, span.line, span.end_column - 1)
        of_pypi = one.role == _OF_PYPI
        text = one.requirement if of_pypi else one.text
        manager: Literal["conda", "pip"] = "pip" if of_pypi else "conda"
        yield CondaDependency(
            span, one.name, text, level, one.reason, one.direct, version=version, manager=manager
        )


def _declared(document: Document, top: tuple[str, ...]) -> Iterator[Wanted]:
    tables = [top]
    tables += [(*top, "feature", name) for name in document.table(*top, "feature")]
    tables += [(*one, "target", name) for one in tuple(tables) for name in document.table(*one, "target")]
    for table in tables:
        conditional = len(table) > len(top)
        for key in (*_CONDA, _PYPI):
            for name, value in document.table(*table, key).items():
                wanted = _wanted(name, value, (*table, key, name), conditional, key == _PYPI)
                if wanted is not None:
                    yield wanted


def _locked(document: Document, top: tuple[str, ...], wanted: list[Wanted]) -> list[Wanted]:
    """What pixi locks: nothing of a feature that no environment has."""
    found: set[str] = set()
    for environment in document.table(*top, "environments").values():
        names = environment.get("features") if isinstance(environment, dict) else environment
        if isinstance(names, list):
            found.update(name for name in names if isinstance(name, str))
    at = len(top)
    return [one for one in wanted if one.way[at] != "feature" or one.way[at + 1] in found]


def _wanted(name: str, value: Any, way: Way, conditional: bool, of_pypi: bool) -> Wanted | None:
    table = value if isinstance(value, dict) else {"version": value}
    source = from_table(name, table)
    if source is not None:
        return Wanted(way, name, name, source.level, source.reason, "runtime", None, conditional, True)
    version = table.get("version", "*")
    if not isinstance(version, str):
        return None
    role: DependencyRole = _OF_PYPI if of_pypi else "runtime"
    here: Way = (*way, "version") if isinstance(value, dict) and "version" in value else way
    if of_pypi:
        specifier = "" if version == "*" else version
        specifier = f"=={version}" if version[:1].isdigit() else specifier
        found = judge(f"{name}{specifier}")
    else:
        build = f" {table['build']}" if isinstance(table.get("build"), str) else ""
        found = judge_version(name, version + build)
        specifier = specifier_of(version) or ""
    return Wanted(here, name, version, found.level, found.reason, role, specifier, conditional)
