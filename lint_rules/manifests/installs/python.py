"""Installers of Python packages: pip, uv, pipx, poetry, pdm, pipenv."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from lint_rules.manifests.installs.packages import Asked, Install, behind, positionals, value_of
from lint_rules.manifests.python.pip import pip_install
from lint_rules.manifests.python.requirement import judge
from lint_rules.model import LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lint_rules.manifests.python.requirement import Judgement
    from lint_rules.manifests.shell.words import Word
    from lint_rules.model import Level

    # What a constraints file pins: normal name -> level; None where it cannot be read.
    Constraints = Callable[[str], Mapping[str, Level] | None]

_GLOBAL = (
    "--log --proxy --retries --timeout --exists-action --trusted-host --cert --client-cert --cache-dir"
    " --python --keyring-provider --directory --project --config-file --color --allow-insecure-host"
)
_PIPX = (
    "--python --suffix --pip-args --index-url -i --preinstall --backend --spec -p --with -w --from"
    " --directory --project --index --extra-index-url --with-requirements"
)
_PROJECT = (
    "-G --group -E --extras --source --python --platform --optional -C --directory -P --project -p -s -d"
    " --index -i --pypi-mirror --extra-pip-args --categories -f --feature --allow-prereleases-of"
)
# `poetry add name@1.2.3`, `uvx name@1.2.3`
_AT_VERSION = re.compile(r"[A-Za-z0-9][\w.-]*(?:\[[^\]]*\])?@(?:==)?v?(?P<version>\d[\w.+!-]*)")
_AT_OTHER = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*(?:\[[^\]]*\])?)@(?P<rest>(?:latest|[\^~<>*].*))")
_EXPANSION = re.compile(r"\$|\{\{|`")
_VERSION = re.compile(r"===?|@")
_BOUND = re.compile(r"[<>~!]=?|\*")


def install(name: str, arguments: Sequence[Word], constraints: Constraints) -> Install | None:
    """What a command installs, or None where it is no installation."""
    if name == "pip":
        rest = behind(arguments, ["install"], _GLOBAL.split())
        return None if rest is None else _pip("pip install", rest, constraints)
    if name in ("uv", "uvx"):
        return _uv(name, arguments, constraints)
    if name == "pipx":
        return _pipx(arguments)
    for tool, word in (("poetry", "add"), ("pdm", "add"), ("rye", "add"), ("pipenv", "install")):
        if name == tool:
            rest = behind(arguments, [word], _PROJECT.split())
            return None if rest is None else _listed(f"{tool} {word}", positionals(rest, _PROJECT.split()))
    return None


def asked_of_pip(requirement: str) -> Asked | None:
    """One requirement of a list; None for a tool that only installs or builds."""
    return _asked(requirement, judge(requirement), dynamic=False)


def _uv(name: str, arguments: Sequence[Word], constraints: Constraints) -> Install | None:
    if name == "uvx":
        return _once("uvx", arguments)
    words = positionals(arguments, _GLOBAL.split())
    first, second = ([word.value for word in words] + ["", ""])[:2]
    rest = [word for word in arguments if word is not words[0]] if words else []
    if first == "add":
        return _pip("uv add", rest, constraints)
    if first == "run":
        extra = [w for a, w in pairwise(rest) if a.value == "--with"]
        return _listed("uv run --with", extra)
    behind_both = [word for word in rest if word is not words[1]] if len(words) > 1 else []
    if (first, second) in (("pip", "install"), ("tool", "install")):
        return _pip(f"uv {first} install", behind_both, constraints)
    return _once("uv tool run", behind_both) if (first, second) == ("tool", "run") else None


def _pipx(arguments: Sequence[Word]) -> Install | None:
    words = positionals(arguments, _PIPX.split())
    rest = [word for word in arguments if not words or word is not words[0]]
    first = words[0].value if words else ""
    if first == "run":
        return _once("pipx run", rest)
    if first not in ("install", "inject"):
        return None
    packages = positionals(rest, _PIPX.split())
    return _listed(f"pipx {first}", packages[1:] if first == "inject" else packages)


def _once(label: str, words: Sequence[Word]) -> Install:
    """`uvx ruff check`: the first word is the package, unless `--from` or `--spec` names it."""
    given = value_of(words, "--from", "--spec")
    return _listed(label, [given] if given is not None else positionals(words, _PIPX.split())[:1])


def _listed(label: str, words: Sequence[Word]) -> Install:
    found = [_asked(word.value, judge(word.value), word.dynamic) for word in words]
    return Install(label, tuple(asked for asked in found if asked is not None))


def _pip(label: str, words: Sequence[Word], constraints: Constraints) -> Install:
    read = pip_install([word.value for word in words])
    options = {word.value.partition("=")[0] for word in words}
    if options & {"--no-index", "--exclude-newer"}:
        return Install(label, ())  # only what lies there, or was there at that time
    known = [constraints(file) for file in read.constraints]
    found: list[Asked] = []
    for one in read.asked:
        if one.editable and "://" not in one.text:
            continue  # a folder, also where it looks like a name
        asked = _asked(one.text, one.judgement, words[one.index].dynamic)
        if asked is not None and not _is_constrained(asked, known):
            found.append(asked)
    return Install(label, tuple(found))


def _is_constrained(asked: Asked, known: Sequence[Mapping[str, Level] | None]) -> bool:
    if "://" in asked.name:
        return False
    name = canonicalize_name(asked.name)
    return any(c is None or LEVELS.index(c.get(name, "none")) >= LEVELS.index("exact") for c in known)


def _asked(text: str, judgement: Judgement, dynamic: bool) -> Asked | None:
    if judgement.is_tool:
        return None
    if (dynamic or _EXPANSION.search(text)) and "://" not in text:
        return _partly_known(text, judgement)
    if at := _AT_VERSION.fullmatch(text):
        return Asked(text.partition("@")[0], "exact", f"has no hash beside {at['version']}")
    if other := _AT_OTHER.fullmatch(text):
        return Asked(other["name"], "none", f"allows more than one version ({other['rest']}); pin one")
    return Asked(judgement.name, judgement.level, judgement.reason)


def _partly_known(text: str, judgement: Judgement) -> Asked:
    """What a variable stands for may hold a version, unless the text beside it shows a range."""
    bare = re.sub(r"\[[^\]]*\]", "", re.sub(r"\$?\{\{.*?\}\}|\$\{[^}]*\}|\$\(.*?\)|`.*?`", "$", text))
    if _VERSION.search(bare) or not _BOUND.search(bare) or not bare[:1].isalnum():
        return Asked(text, "hash")
    name = re.split(r"[<>~!*\s]", bare)[0]
    return Asked(name, "none", "allows more than one version; pin one with '=='")
