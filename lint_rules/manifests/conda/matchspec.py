"""How narrowly a Conda requirement fixes a package.

Conda's `=1.26` means `1.26.*`. A version of three parts is taken for the whole version: hardly any package
has a fourth. One that ends in a letter (`2024a`, `9e`) or has an underscore (`1.7_4`, as those of R) is whole
as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lint_rules.manifests.python.requirement import Judgement, version_reason

if TYPE_CHECKING:
    from lint_rules.model import Level

_SPEC = re.compile(
    r"(?:[^\s:\[]+::?)?(?P<name>[A-Za-z0-9_][\w.-]*)\s*(?P<version>[^\s\[#][^\[#]*)?(\[(?P<more>[^\]]*)\])?"
)
_BRACKET_VERSION = re.compile(r"""version\s*=\s*["']?([^"'\]]+)""")
_MD5 = re.compile(r"[/#](sha256:)?[0-9a-f]{32,64}$")
_WHOLE = re.compile(r"v?\d+(\.\w+){2,}([.+-]\w+)*|\d+(\.\d+)*[a-z]\w*|\d[\d.]*_\d+")
_JINJA = re.compile(r"\{\{|\$\{|<<")
_HINT = "give the whole version, as in '=1.26.4'"


def judge(spec: str) -> Judgement:
    """Judge an entry of a list of dependencies: `conda-forge::numpy=1.26.4=py311_0`."""
    if "://" in spec:
        name = spec.rpartition("/")[2].partition("#")[0]
        return Judgement(name, "hash" if _MD5.search(spec) else "exact", version_reason("", "exact"))
    match = _SPEC.match(spec.strip())
    if match is None or _JINJA.search(spec):
        return Judgement(spec, "hash")
    version = (match["version"] or "").strip()
    if match["more"] and (inner := _BRACKET_VERSION.search(match["more"])):
        version = inner[1].strip()
    return judge_version(match["name"], version)


def version_in(spec: str) -> str:
    """The version in an entry: `=3.11` of `python=3.11`, and `3.11.*` where only that stands."""
    if spec[:1].isdigit() or spec[:1] in "=<>~!*":
        return spec
    match = _SPEC.match(spec.strip())
    return (match["version"] or "").strip() if match is not None else ""


def version_part(spec: str) -> tuple[int, int] | None:
    """Where the version stands in an entry, or would; None where brackets or a URL say it."""
    match = _SPEC.fullmatch(spec) if "://" not in spec else None
    if match is None or match["more"] is not None or _JINJA.search(spec):
        return None
    end = len(spec.rstrip())
    return match.end("name"), end


def judge_version(name: str, version: str) -> Judgement:
    """Judge a version as it stands behind a name: `=1.26`, `1.26.*`, `>=1.2,<2`, `1.26.4 py311_0`."""
    if _names_build(version):
        return Judgement(name, "hash")
    level = "none" if version in ("", "*") else _level(version)
    return Judgement(name, level, version_reason("" if version == "*" else version, level, _HINT))


def is_minor(version: str) -> bool:
    """Whether a version leaves only the patch open: `=3.11`, `3.11.*`, `==3.11.4`, `>=3.11,<3.12`."""
    plain = _without_build(version).lstrip("=")
    if re.fullmatch(r"\d+\.\d+(\.(\d+|\*))?", plain):
        return True
    if re.fullmatch(r"~=\d+\.\d+\.\d+", plain):
        return True
    bounds = re.fullmatch(r">=(\d+)\.(\d+)[\d.]*,<(\d+)\.(\d+)(\.0a?0?)?", plain)
    return bounds is not None and bounds[1] == bounds[3] and int(bounds[4]) == int(bounds[2]) + 1


def specifier_of(version: str) -> str | None:
    """The versions allowed as PEP 440 has them; None where that cannot be said."""
    if version in ("", "*"):
        return ""
    plain = _without_build(version)
    if re.search(r"[|()\s]", plain):
        return None
    parts = [_pep440(part) for part in plain.split(",")]
    return None if None in parts else ",".join(part for part in parts if part)


def _pep440(part: str) -> str | None:
    if match := re.fullmatch(r"=(\d[\w.]*?)(\.\*|\*)?", part):
        return f"=={match[1]}.*"
    if match := re.fullmatch(r"(\d[\w.]*?)\.?\*", part):
        return f"=={match[1]}.*"
    if re.fullmatch(r"\d[\w.]*", part):
        return f"=={part}"
    return part if re.fullmatch(r"(==|>=|<=|<|>|!=|~=)\d[\w.]*(\.\*)?", part) else None


def _without_build(version: str) -> str:
    """`=1.26.4=py311_0` and `1.26.4 py311_0` name a build as well."""
    match = re.match(r"(==?\s*[^=\s]+|[^=\s<>!~]+)(?:[=\s]\s*\S+)?$", version)
    return re.sub(r"\s", "", match[1] if match else version)


def _names_build(version: str) -> bool:
    match = re.fullmatch(r"(?:==?\s*)?[^=\s<>!~,|]+[=\s]\s*(\S+)", version)
    return match is not None and "*" not in match[1]


def _level(version: str) -> Level:
    plain = _without_build(version)
    if "|" in plain:
        return "range"
    if plain.startswith("==") and "*" not in plain:
        return "exact"
    bare = plain.lstrip("=")
    if "," not in bare and _WHOLE.fullmatch(bare):
        return "exact"
    return "range" if re.search(r"<|~=|^\d|^=\d|==", plain) else "none"
