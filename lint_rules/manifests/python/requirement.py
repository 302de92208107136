"""How narrowly one requirement, as pip understands it, fixes what gets installed.

`judge` takes what stands on a line of a requirements file or in a list of dependencies,
without pip's options.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from lint_rules.model import Level

# Their versions do not get into a result: they install, build or publish, and are often upgraded on purpose.
_TOOLS = """
    pip setuptools wheel build twine uv uv-build poetry poetry-core poetry-dynamic-versioning pdm
    pdm-backend hatch hatchling hatch-vcs hatch-fancy-pypi-readme flit flit-core pipenv pip-tools
    pip-compile-multi conda-lock virtualenv setuptools-scm setuptools-git-versioning setuptools-rust
    scikit-build scikit-build-core meson-python maturin cython pybind11 nanobind ninja cmake meson
    versioneer versioningit pbr bumpversion bump2version bump-my-version
"""
TOOLS = frozenset(_TOOLS.split())

_NAMED_URL = re.compile(r"^([A-Za-z0-9][\w.-]*)\s*(\[[^\]]*\])?\s*@\s*")
_VCS = re.compile(r"(git|hg|svn|bzr)\+")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|file:")
_COMMIT = re.compile(r"[0-9a-fA-F]{7,64}")
_WHOLE_COMMIT = re.compile(r"[0-9a-fA-F]{40}|[0-9a-fA-F]{64}")
_TAG = re.compile(r"[A-Za-z_-]*\d+([._]\d+)+([.+-]?\w+)*")
_REVISION = re.compile(r"@([^@#]+)(#|$)")
_HASH = re.compile(r"[#&](sha(?:224|256|384|512)|sha1|md5)=[0-9a-fA-F]{32,}")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9][\w.-]*)")
_ARCHIVE = re.compile(r"\.(whl|zip|tar|tar\.gz|tgz|tar\.bz2|tar\.xz)$", re.IGNORECASE)
_VERSIONED = re.compile(r"[-_/v]\d+(\.\d+)+[^/]*$")
_VARIABLE = re.compile(
    r"\$\{[A-Za-z0-9_]+\}|\$[A-Z_][A-Z0-9_]*|\{\{.*?\}\}|\$\(.*?\)|\$\{\{.*?\}\}|%\(\w+\)s"
)
_BUILD_FARM = re.compile(
    r"file:///+(croot|tmp/build|home/conda|home/builder|opt/conda/conda-bld|[A-Z]:/(b|ci)/)"
)
_OPERATOR = re.compile(r"[<>=!~]")
# What `conda list --export` writes.
_CONDA_BUILD = re.compile(r"[A-Za-z0-9_][\w.-]*=[\w.+!]+=\w+")
_LOOSE = re.compile(r"([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*([^;]*)")
_HINT = "pin one with '=='"


@dataclass(frozen=True)
class Judgement:
    """What a requirement asks for, how narrowly, and why no narrower ('' where that cannot be)."""

    name: str
    level: Level
    reason: str = ""
    direct: bool = False  # a repository or a URL, not versions of an index

    @property
    def is_tool(self) -> bool:
        return canonicalize_name(self.name) in TOOLS


@lru_cache(maxsize=4096)
def judge(requirement: str, hashed: bool = False) -> Judgement:
    """Judge a requirement. `hashed` says that `--hash` stands beside it.

    Local paths, and what only the shell or a template knows, have nothing to pin: they are of level `hash`.
    """
    requirement = requirement.strip()
    named = _NAMED_URL.match(requirement)
    url = requirement[named.end() :] if named else requirement
    url = re.split(r"\s;|;\s", url)[0].strip()
    if _VCS.match(url):
        return replace(_judge_vcs(_url_name(url, named), url), direct=True)
    if _URL.match(url):
        return replace(_judge_url(_url_name(url, named), url, hashed), direct=True)
    if named is not None and not _VARIABLE.search(url):
        return Judgement(named[1], "hash")
    if _CONDA_BUILD.fullmatch(requirement):
        return Judgement(requirement.partition("=")[0], "hash")
    if _is_local(requirement):
        return Judgement(requirement, "hash")
    return _with_hash(_judge_version(requirement), hashed)


def level_of(specifiers: SpecifierSet) -> Level:
    """`exact` for one version, `range` where there is an upper bound, else `none`."""
    if any(s.operator in ("==", "===") and not s.version.endswith(".*") for s in specifiers):
        return "exact"
    return "range" if any(s.operator in ("<", "<=", "~=", "==") for s in specifiers) else "none"


def version_reason(specifiers: str, level: Level, hint: str = _HINT) -> str:
    """Why a version is not fixed more narrowly."""
    if level == "exact":
        return "has no hash, so whatever the index has under that version is installed"
    return f"allows more than one version ({specifiers}); {hint}" if specifiers else f"has no version; {hint}"


def _with_hash(judgement: Judgement, hashed: bool) -> Judgement:
    # pip refuses a hash on anything but an exact requirement.
    return replace(judgement, level="hash", reason="") if hashed and judgement.level == "exact" else judgement


def _url_name(url: str, named: re.Match[str] | None) -> str:
    if named:
        return named[1]
    egg = _EGG.search(url)
    last = url.partition("#")[0].rstrip("/").rpartition("/")[2]
    return egg[1] if egg else last.partition("@")[0].removesuffix(".git") or url


def _judge_vcs(name: str, url: str) -> Judgement:
    path = url.partition("://")[2].partition("/")[2] or url
    revision = _REVISION.search(path)
    if revision is None:
        return Judgement(name, "none", "installs whatever the default branch holds; give a commit")
    if _VARIABLE.search(revision[1]) or _WHOLE_COMMIT.fullmatch(revision[1]):
        return Judgement(name, "hash")
    if _COMMIT.fullmatch(revision[1]):
        return Judgement(name, "exact", f"names the commit by {revision[1]!r} only; give the whole hash")
    level: Level = "range" if _TAG.fullmatch(revision[1]) else "none"
    return Judgement(name, level, f"names the branch or tag {revision[1]!r}, which can move; give a commit")


def _judge_url(name: str, url: str, hashed: bool) -> Judgement:
    if _BUILD_FARM.match(url) and not _HASH.search(url):
        return Judgement(name, "none", f"names a file of the machine that built it; {_HINT}")
    if hashed or url.startswith("file:") or _HASH.search(url) or _VARIABLE.search(url):
        return Judgement(name, "hash")
    level: Level = "range" if _VERSIONED.search(url.partition("#")[0].rstrip("/")) else "none"
    return Judgement(name, level, "is a URL without a hash, whose content can change; append '#sha256=...'")


def _is_local(requirement: str) -> bool:
    path = re.sub(r"\[[^\]]*\]$", "", re.split(r"\s;|;\s", requirement)[0].strip())
    return path.startswith((".", "/", "~")) or "\\" in path or "/" in path or bool(_ARCHIVE.search(path))


def _judge_version(requirement: str) -> Judgement:
    if _VARIABLE.match(requirement):
        return Judgement(requirement, "hash")
    known = _VARIABLE.sub("0", requirement)
    try:
        parsed = Requirement(known)
    except InvalidRequirement:
        return _judge_loosely(known)
    return _judgement(parsed.name, parsed.specifier, known)


def _judge_loosely(requirement: str) -> Judgement:
    """pip is stricter or laxer by version; what cannot be read is judged by its operator alone."""
    match = _LOOSE.match(requirement)
    if match is None or not _OPERATOR.search(match[2]):
        return Judgement(requirement, "hash")  # a command, prose: pip refuses it, and there is nothing to pin
    wanted = match[2].strip().strip("()")
    try:
        return _judgement(match[1], SpecifierSet(wanted), requirement)
    except InvalidSpecifier:
        if re.fullmatch(r"===?\s*[\w.+!-]+", wanted):  # a version of before PEP 440
            return Judgement(match[1], "exact", version_reason(wanted, "exact"))
        return Judgement(match[1], "none", f"cannot be read as a requirement; {_HINT}")


def _judgement(name: str, specifiers: SpecifierSet, requirement: str) -> Judgement:
    if name.lower() == "python":  # no package of pip's: the file is another tool's
        return Judgement(name, "hash")
    level = level_of(specifiers)
    written = _LOOSE.match(requirement)
    return Judgement(name, level, version_reason(written[2].strip(" ()") if written else "", level))
