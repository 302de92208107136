"""Poetry's own tables of dependencies, and its language of versions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lint_rules.manifests.project.wanted import Wanted
from lint_rules.manifests.python.requirement import Judgement, judge, version_reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.entries import DependencyRole
    from lint_rules.manifests.formats.toml import Document, Way
    from lint_rules.model import Level

_TOOL = ("tool", "poetry")
_EXACT = re.compile(r"\s*(===?\s*)?v?\d[\w.+!-]*\s*")
_CARET = re.compile(r"([\^~])\s*v?(\d[\w.+!-]*)")
_HINT = "give one version, or commit poetry.lock"


def declared(document: Document) -> Iterator[Wanted]:
    """Everything but Python itself."""
    yield from _table(document, (*_TOOL, "dependencies"), "runtime")
    yield from _table(document, (*_TOOL, "dev-dependencies"), "development")
    for group in document.table(*_TOOL, "group"):
        yield from _table(document, (*_TOOL, "group", group, "dependencies"), "development")


def _table(document: Document, way: tuple[str, ...], role: DependencyRole) -> Iterator[Wanted]:
    for name, value in document.table(*way).items():
        if name.lower() == "python":
            continue
        for index, one in enumerate(value if isinstance(value, list) else [value]):
            here: Way = (*way, name, index) if isinstance(value, list) else (*way, name)
            wanted = _wanted(name, one, here, role)
            if wanted is not None:
                yield wanted


def _wanted(name: str, value: Any, way: Way, role: DependencyRole) -> Wanted | None:
    if isinstance(value, str):
        return _versioned(name, value, way, role, conditional=False)
    if not isinstance(value, dict):
        return None
    conditional = any(key in value for key in ("markers", "python", "platform", "optional"))
    source = from_table(name, value)
    if source is not None:
        return Wanted(way, name, name, source.level, source.reason, role, None, conditional, True)
    if not isinstance(value.get("version"), str):
        return None  # an addition to what stands in [project]
    return _versioned(name, value["version"], (*way, "version"), role, conditional=conditional)


def _versioned(name: str, version: str, way: Way, role: DependencyRole, *, conditional: bool) -> Wanted:
    level = level_of(version)
    reason = version_reason("" if version.strip() == "*" else version, level, _HINT)
    return Wanted(way, name, version, level, reason, role, specifier_of(version), conditional)


def from_table(name: str, table: dict[str, Any]) -> Judgement | None:
    """How narrowly a table with a repository, a URL or a path fixes a package; None where it has versions.

    Pipfile writes `ref` where Poetry has `rev`, `tag` and `branch`.
    """
    if "path" in table or "file" in table:
        target = str(table.get("path") or table.get("file"))
        found = judge(target) if "://" in target else Judgement(name, "hash")
    elif "url" in table:
        found = judge(str(table["url"]))
    elif "git" in table:
        revision = next((str(table[key]) for key in ("rev", "ref", "tag", "branch") if table.get(key)), "")
        found = judge(f"git+{table['git']}" + (f"@{revision}" if revision else ""))
    else:
        return None
    return Judgement(name, found.level, found.reason)


def level_of(version: str) -> Level:
    """A bare version is exact for Poetry."""
    if _EXACT.fullmatch(version) and "*" not in version:
        return "exact"
    alternatives = re.split(r"\|\|?", version)
    return "range" if all(re.search(r"[\^~<]|\d\.\*|^\s*==", one) for one in alternatives) else "none"


def specifier_of(version: str) -> str | None:
    """The same as PEP 440 has it; None for alternatives, which it does not know."""
    if "|" in version:
        return None
    parts = [part.strip() for part in re.split(r"[,\s]+(?=[<>=!~^\d*])", version.strip()) if part.strip()]
    found = [_specifier(part) for part in parts]
    return None if None in found else ",".join(one for one in found if one)


def _specifier(part: str) -> str | None:
    if part in ("*", ""):
        return ""
    match = _CARET.fullmatch(part)
    if match is not None and not part.startswith("~="):
        return _between(match[1], match[2])
    if part[0].isdigit():
        return f"=={part}"
    return part


def _between(operator: str, version: str) -> str | None:
    """`^1.2` is `>=1.2,<2`, `~1.2` is `>=1.2,<1.3`."""
    match = re.match(r"\d+(\.\d+)*", version)
    if match is None:
        return None
    numbers = [int(part) for part in match[0].split(".")]
    if operator == "~":
        keep = min(len(numbers), 2)
    else:
        keep = next((place for place, number in enumerate(numbers, 1) if number), len(numbers))
    above = [*numbers[: keep - 1], numbers[keep - 1] + 1]
    return f">={version},<{'.'.join(map(str, above))}"
