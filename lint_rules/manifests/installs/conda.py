"""Installers of Conda packages: conda, mamba, micromamba, pixi."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lint_rules.manifests.installs.packages import Asked, Install, behind, positionals
from lint_rules.manifests.python.requirement import TOOLS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.manifests.shell.words import Word

_PROGRAMS = ("conda", "mamba", "micromamba")
_SUBCOMMANDS = ("install", "create", "update", "upgrade")
_VALUES = (
    "-c --channel -n --name -p --prefix --file -f --clone --solver --experimental-solver --repodata-fn"
    " --subdir --platform --rc-file -r --root-prefix --revision --category --channel-priority --safety-checks"
    " --retry-clean-cache --env-file --manifest-path -e --environment --feature --host --pypi"
)
_OWN_TOOLS = "conda mamba micromamba conda-build boa anaconda-client conda-libmamba-solver conda-pack"
_TOOLS = TOOLS | frozenset(_OWN_TOOLS.split())
_SPEC = re.compile(r"(?:[\w./:-]+::)?(?P<name>[A-Za-z0-9_][\w.-]*)\s*(?P<version>.*)", re.DOTALL)
_EXACT = re.compile(r"={2,3}\s*[\w.+!-]+|=?\s*[\w.+!-]+\s*[= ]\s*[\w.*+-]+|=?\s*\d+\.[\w+!-]+\.[\w.+!-]+")
_FILE = re.compile(r".*\.(?:tar\.bz2|conda|ya?ml|txt|lock)|.*://.*|\.{0,2}/.*")


def install(name: str, arguments: Sequence[Word]) -> Install | None:
    """What a command installs, or None where it is no installation."""
    values = _VALUES.split()
    if name == "pixi":
        rest, label = behind(arguments, ["add"], values), "pixi add"
    elif name in _PROGRAMS:
        rest = behind(arguments, _SUBCOMMANDS, values)
        first = next((word.value for word in arguments if word.value in _SUBCOMMANDS), "")
        label = f"{name} {first}"
    else:
        return None
    if rest is None:
        return None
    found = [asked_of_conda(word.value, word.dynamic) for word in positionals(rest, values)]
    return Install(label, tuple(asked for asked in found if asked is not None))


def asked_of_conda(text: str, dynamic: bool = False) -> Asked | None:
    """One specification (`numpy=1.26.4`); None for a tool that only installs or builds."""
    match = _SPEC.fullmatch(text.strip())
    if _FILE.fullmatch(text) or match is None:
        return Asked(text, "hash")
    name, version = match["name"], match["version"].strip()
    if name.lower() in _TOOLS:
        return None
    if dynamic and ("=" in version or not version):
        return Asked(text, "hash") if not re.search("[<>]", version) else _range(name, version)
    if not version:
        return Asked(name, "none", "has no version; pin one with '='")
    if _EXACT.fullmatch(version) and "*" not in version.split("=")[-1 if version.count("=") < 2 else 1]:
        return Asked(name, "exact", "has no hash; the channel may have several builds of it")
    return _range(name, version)


def _range(name: str, version: str) -> Asked:
    return Asked(name, "range", f"allows more than one version ({version}); give all parts of one")
