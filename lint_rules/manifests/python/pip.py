"""The arguments of `pip install`, and of `uv pip install`, which takes the same and more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lint_rules.manifests.python.requirement import Judgement, judge

if TYPE_CHECKING:
    from collections.abc import Sequence

_FILES = ("-r", "--requirement", "--requirements")
_CONSTRAINTS = ("-c", "--constraint", "--constraints", "--override", "--overrides")
_EDITABLE = ("-e", "--editable")
# Options whose value is the next argument unless it is joined by '='.
_PIP = """
    -t --target --platform --python-version --implementation --abi --root --prefix --src -i --index-url
    --pypi-url --extra-index-url -f --find-links --progress-bar --root-user-action --upgrade-strategy
    --no-binary --only-binary --report -C --config-setting --config-settings --global-option
    --install-option --build-option --log --proxy --retries --timeout --default-timeout --exists-action
    --trusted-host --cert --client-cert --cache-dir --use-feature --use-deprecated --python
    --keyring-provider -b --build --build-constraint --build-constraints --group --hash --resume-retries
    --uploaded-prior-to
"""
_UV = """
    -p --index --default-index --index-strategy --resolution --prerelease --exclude-newer
    --exclude-newer-package --link-mode --reinstall-package --upgrade-package -P --refresh-package --extra
    --torch-backend --no-build-isolation-package --no-build-package --no-binary-package --color --directory
    --project --config-file --excludes --python-platform --fork-strategy --config-settings-package
    --allow-insecure-host
"""
_WITH_VALUE = frozenset([*_PIP.split(), *_UV.split()])
_JOINED = re.compile(r"-[qUvI]+([rceiftC])")  # `-qUr requirements.txt`
_SHORT_WITH_VALUE = ("-r", "-c", "-e", "-i", "-f", "-t", "-C", "-p", "-P", "-b")


@dataclass(frozen=True)
class Asked:
    """One requirement among the arguments."""

    index: int  # of the argument that holds it
    text: str
    judgement: Judgement
    editable: bool = False


@dataclass(frozen=True)
class PipInstall:
    """What a `pip install` asks for."""

    asked: tuple[Asked, ...]
    files: tuple[str, ...]  # -r
    constraints: tuple[str, ...]  # -c
    require_hashes: bool


def pip_install(arguments: Sequence[str]) -> PipInstall:
    """Read the arguments that stand after `install`, as the shell hands them over."""
    asked: list[Asked] = []
    files: list[str] = []
    constraints: list[str] = []
    only_names = False
    index = 0
    while index < len(arguments):
        option, value, used = _option(arguments, index)
        if arguments[index] == "--" and not only_names:
            only_names = True
        elif only_names or not option:
            asked.append(Asked(index, arguments[index], judge(arguments[index])))
            used = 1
        elif option in _EDITABLE:
            asked.append(Asked(index + used - 1, value, judge(value), editable=True))
        elif option in _FILES:
            files.append(value)
        elif option in _CONSTRAINTS:
            constraints.append(value)
        index += used
    return PipInstall(tuple(asked), tuple(files), tuple(constraints), "--require-hashes" in arguments)


def _option(arguments: Sequence[str], index: int) -> tuple[str, str, int]:
    """The option at an index ('' for a requirement), its value, and how many arguments they take."""
    word = arguments[index]
    if not word.startswith("-") or word == "-":
        return "", "", 1
    name, equals, value = word.partition("=")
    if word.startswith("--") and equals:
        return name, value, 1
    if not word.startswith("--") and len(word) > 2 and word[:2] in _SHORT_WITH_VALUE:
        return word[:2], word[2:].removeprefix("="), 1
    if (joined := _JOINED.fullmatch(word)) and index + 1 < len(arguments):
        return f"-{joined[1]}", arguments[index + 1], 2
    takes = word in _WITH_VALUE or word in (*_FILES, *_CONSTRAINTS, *_EDITABLE)
    if takes and index + 1 < len(arguments):
        return word, arguments[index + 1], 2
    return word, "", 1
