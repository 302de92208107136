"""Dependencies as the standards have them (PEP 518, 621, 723 and 735), and as uv and PDM add to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from packaging.utils import canonicalize_name

from lint_rules.manifests.project.wanted import Wanted, from_requirement, strings
from lint_rules.manifests.python.requirement import Judgement, judge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.entries import DependencyRole
    from lint_rules.manifests.formats.toml import Document, Way


def declared(document: Document) -> Iterator[Wanted]:
    """Everything, in the order of the tables."""
    yield from _listed(document, ("project", "dependencies"), "runtime")
    yield from _lists(document, ("project", "optional-dependencies"), "optional")
    yield from _lists(document, ("dependency-groups",), "development")
    yield from _listed(document, ("build-system", "requires"), "build")
    yield from _listed(document, ("tool", "uv", "dev-dependencies"), "development")
    yield from _lists(document, ("tool", "pdm", "dev-dependencies"), "development")


def of_script(document: Document) -> Iterator[Wanted]:
    """What the comment at the top of a script declares (PEP 723)."""
    yield from _listed(document, ("dependencies",), "runtime")


def with_sources(wanted: Iterator[Wanted], document: Document) -> Iterator[Wanted]:
    """uv's table of sources says where else a package comes from."""
    sources = {canonicalize_name(k): v for k, v in document.table("tool", "uv", "sources").items()}
    for one in wanted:
        judgement = _source(one.name, sources.get(canonicalize_name(one.name)))
        yield one if judgement is None else one.from_source(judgement)


def _listed(document: Document, way: Way, role: DependencyRole) -> Iterator[Wanted]:
    *above, last = map(str, way)
    for index, text in strings(document.table(*above).get(last)):
        if text.strip():
            yield from_requirement(text, (*way, index), role)


def _lists(document: Document, way: tuple[str, ...], role: DependencyRole) -> Iterator[Wanted]:
    for name in document.table(*way):
        yield from _listed(document, (*way, name), role)


def _source(name: str, source: Any) -> Judgement | None:
    """The judgement of the least narrow of a package's sources; None where it comes from an index."""
    found = [_one_source(name, one) for one in (source if isinstance(source, list) else [source])]
    known = [judgement for judgement in found if judgement is not None]
    return min(known, key=lambda judgement: judgement.level == "hash", default=None)


def _one_source(name: str, source: Any) -> Judgement | None:
    if not isinstance(source, dict):
        return None
    if "git" in source:
        revision = next((source[key] for key in ("rev", "tag", "branch") if key in source), "")
        found = judge(f"git+{source['git']}" + (f"@{revision}" if revision else ""))
        return Judgement(name, found.level, found.reason)
    if "url" in source:
        found = judge(str(source["url"]))
        return Judgement(name, found.level, found.reason)
    return Judgement(name, "hash") if "path" in source or "workspace" in source else None
