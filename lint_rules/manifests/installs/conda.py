"""Installers of Conda packages: conda, mamba, micromamba, pixi."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lint_rules.manifests.conda.matchspec import is_minor, judge, version_in
from lint_rules.manifests.conda.tools import TOOLS
from lint_rules.manifests.installs.packages import Asked, Install, behind, positionals

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
_FILE = re.compile(r".*\.(?:tar\.bz2|conda|ya?ml|txt|lock)|\.{0,2}/.*")


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
    if _FILE.fullmatch(text) or (dynamic and not re.search("[<>]", text)):
        return Asked(text, "hash")
    judgement = judge(text)
    if judgement.name.lower() in TOOLS:
        return None
    if judgement.name.lower() == "python" and is_minor(version_in(text)):
        return Asked("python", "hash")
    return Asked(judgement.name, judgement.level, judgement.reason)
