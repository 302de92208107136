"""pip's requirements files: `requirements*.txt`, `requirements*.in`, and files in a `requirements` folder."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from lint_rules.analysis.lines import split_lines
from lint_rules.model import Dependency, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from lint_rules.manifests import Manifest

KIND = "requirements"

_FILE = re.compile(r"(.*[-_.])?(requirements|constraints|reqs)([-_.].*)?\.(txt|in|pip)", re.IGNORECASE)
_FOLDER_FILE = re.compile(r".*\.(txt|in)", re.IGNORECASE)
_COMMENT = re.compile(r"(^|\s)#.*$")
_OPTION = re.compile(r"\s(--[a-z][a-z-]*|-C)[= ].*$")
_CONSTRAINT = re.compile(r"(?:-c\s*|--constraint[= ]\s*)([^#]+)")
_EDITABLE = re.compile(r"(-e\s*|--editable[= ]\s*)")
_NAMED_URL = re.compile(r"^([A-Za-z0-9][\w.-]*)\s*(\[[^\]]*\])?\s*@\s*")
_VCS = re.compile(r"(git|hg|svn|bzr)\+")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|file:")
_COMMIT = re.compile(r"[0-9a-fA-F]{7,64}")
_REVISION = re.compile(r"@([^@/#]+(?:/[^@#]+)?)(#|$)")
_HASH = re.compile(
    r"[#&](sha(?:224|256|384|512)|sha1|md5)=[0-9a-fA-F]{32,}|--hash[= ]\s*\w+:[0-9a-fA-F]{32,}"
)
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9][\w.-]*)")
_ARCHIVE = re.compile(r"\.(whl|zip|tar|tar\.gz|tgz|tar\.bz2|tar\.xz)$", re.IGNORECASE)
_VARIABLE = re.compile(r"\$\{[A-Z0-9_]+\}")


def matches(path: PurePath) -> bool:
    if _FILE.fullmatch(path.name):
        return True
    return path.parent.name.lower() in ("requirements", "reqs") and bool(_FOLDER_FILE.fullmatch(path.name))


def read(manifest: Manifest) -> Iterator[Dependency]:
    """The requirements of a file. Included files (`-r`, `-c`) and options are not requirements.

    What a constraints file named by `-c`, or the compiled `.txt` beside an `.in` file, pins is pinned.
    """
    locked = _locked_names(manifest)
    for dependency in _entries(manifest.text):
        if canonicalize_name(dependency.name) in locked:
            dependency = replace(dependency, pinned=True, reason="")
        yield dependency


def _locked_names(manifest: Manifest) -> set[str]:
    lines = _logical_lines(manifest.text)
    names = [m[1].strip() for line in lines if (m := _CONSTRAINT.match(line[2].strip()))]
    if manifest.path.suffix == ".in":
        names.append(manifest.path.with_suffix(".txt").name)
    texts = [content for name in names if (content := manifest.neighbour(name)) is not None]
    return {canonicalize_name(d.name) for content in texts for d in _entries(content) if d.pinned}


def _entries(text: str) -> Iterator[Dependency]:
    for line, end_line, logical, raw_end in _logical_lines(text):
        bare = _COMMENT.sub("", logical)
        body = bare.strip()
        if not body or (body.startswith("-") and not _EDITABLE.match(body)):
            continue
        column = len(bare) - len(bare.lstrip()) + 1
        end = len(bare.rstrip()) + 1 if line == end_line else raw_end
        yield _dependency(body, Span(line, column, end_line, end))


def _logical_lines(text: str) -> Iterator[tuple[int, int, str, int]]:
    """Lines joined where one ends in a backslash, as pip joins them; a comment line ends the joining."""
    parts: list[str] = []
    first = number = 0
    last = ""
    for number, raw in enumerate(split_lines(text), 1):
        last = raw.rstrip("\r\n")
        if not parts:
            first = number
        continues = last.endswith("\\") and not last.lstrip().startswith("#")
        parts.append(last[:-1] if continues else last)
        if not continues:
            yield first, number, " ".join(parts) if len(parts) > 1 else last, len(last.rstrip()) + 1
            parts = []
    if parts:
        yield first, number, " ".join(parts), len(last.rstrip()) + 1


def _dependency(body: str, span: Span) -> Dependency:
    hashed = _HASH.search(body) is not None
    editable = _EDITABLE.match(body)
    body = body[editable.end() :].strip() if editable else body
    requirement = _OPTION.sub("", " " + body).strip()
    name, reason = _judge(requirement)
    # A hash pins what is installed, but pip refuses one on anything but an exact requirement.
    pinned = reason == "" or (hashed and _URL.search(requirement) is not None)
    return Dependency(span, KIND, name, requirement, pinned, "" if pinned else reason)


def _judge(requirement: str) -> tuple[str, str]:
    """The name of a requirement, and why it is not pinned ('' when it is)."""
    named = _NAMED_URL.match(requirement)
    url = requirement[named.end() :] if named else requirement
    url = url.split(" ;")[0].split("; ")[0].strip()
    if _VCS.match(url):
        return _url_name(url, named), _vcs_reason(url)
    if _URL.match(url):
        return _url_name(url, named), _url_reason(url)
    if named is None and _is_local(requirement):
        return requirement, ""
    return _judge_version(requirement)


def _url_name(url: str, named: re.Match[str] | None) -> str:
    if named:
        return named[1]
    egg = _EGG.search(url)
    return egg[1] if egg else url.partition("#")[0].rstrip("/").rpartition("/")[2]


def _vcs_reason(url: str) -> str:
    path = url.partition("://")[2].partition("/")[2] or url
    revision = _REVISION.search(path)
    if revision is None:
        return "installs whatever the default branch holds; give a commit"
    if _COMMIT.fullmatch(revision[1]):
        return ""
    return f"names the branch or tag {revision[1]!r}, which can move; give a commit"


def _url_reason(url: str) -> str:
    if url.startswith("file:") or _HASH.search(url):
        return ""
    return "is a URL without a hash, whose content can change; append '#sha256=...'"


def _is_local(requirement: str) -> bool:
    path = re.sub(r"\[[^\]]*\]$", "", requirement.split(" ;")[0].strip())
    return path.startswith((".", "/", "~")) or "\\" in path or "/" in path or bool(_ARCHIVE.search(path))


def _judge_version(requirement: str) -> tuple[str, str]:
    if _VARIABLE.search(requirement):
        return requirement, ""
    try:
        parsed = Requirement(requirement)
    except InvalidRequirement:
        return _judge_loosely(requirement)
    return parsed.name, _version_reason(parsed.specifier)


def _judge_loosely(requirement: str) -> tuple[str, str]:
    """pip is stricter or laxer by version; what cannot be read is judged by its operator alone."""
    match = re.match(r"([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*([^;]*)", requirement)
    if match is None:
        return requirement, "cannot be read as a requirement"
    try:
        return match[1], _version_reason(SpecifierSet(match[2].strip()))
    except InvalidSpecifier:
        return match[1], "cannot be read as a requirement"


def _version_reason(specifiers: SpecifierSet) -> str:
    exact = [s for s in specifiers if s.operator in ("==", "===") and not s.version.endswith(".*")]
    if exact:
        return ""
    if not str(specifiers):
        return "has no version; pin one with '=='"
    return f"allows more than one version ({specifiers}); pin one with '=='"
