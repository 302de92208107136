"""The program that a command runs, seen through what stands before it: `sudo`, `env`, `python -m`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.manifests.shell.commands import Command
    from lint_rules.manifests.shell.words import Word

# Programs that run another one -> their options that take the next word as value.
_WRAPPERS = {
    "sudo": "-u -g -h -p -C -r -t -U -D --user --group --chdir",
    "doas": "-u -C",
    "env": "-u -C --unset --chdir",
    "exec": "-a",
    "command": "",
    "builtin": "",
    "nohup": "",
    "time": "-o -f",
    "nice": "-n",
    "ionice": "-c -n",
    "stdbuf": "-o -i -e",
    "xargs": "-n -P -I -L -a -d -s -E --max-args --max-procs --replace --arg-file",
    "eatmydata": "",
    "xvfb-run": "-n -s -e",
    "travis_retry": "",
    "retry": "-n -d -t",
    "winpty": "",
    "arch": "-arch",
    "proxychains": "",
}
# The same, with one word of their own before the command.
_WITH_OPERAND = {
    "timeout": "-s -k --signal --kill-after",
    "gosu": "",
    "su-exec": "",
    "chroot": "",
    "setarch": "",
}
# `conda run -n env python`: a program, its word `run`, and options with a value.
_RUNNERS = {
    "conda": "-n --name -p --prefix --cwd",
    "mamba": "-n --name -p --prefix --cwd",
    "micromamba": "-n --name -p --prefix --cwd -r --root-prefix",
    "poetry": "-C --directory -P --project",
    "pdm": "-p --project",
    "pipenv": "",
    "hatch": "",
    "rye": "",
    "uv": "-p --python --with --with-editable --with-requirements --extra --group --directory --project",
    "pixi": "-e --environment --manifest-path",
}
_PYTHON = re.compile(r"(?:python|pypy|py)(?:\d+(?:\.\d+)?t?)?w?")
_PYTHON_VALUES = frozenset(["-W", "-X", "--check-hash-based-pycs"])
_PIP = re.compile(r"pip(?:\d+(?:\.\d+)?)?")
_JOINED = re.compile(r"[})]((?:pip|python)[\d.]*)$")
_VARIABLE = re.compile(r"[$({\[%]*(\w+)[)}\]%]*")


def program(command: Command) -> tuple[str, Sequence[Word]]:
    """The name of the program, without path and version, and its arguments; ('', ()) where there is none."""
    words: Sequence[Word] = command.words
    while words:
        name = name_of(words[0])
        rest = words[1:]
        if name in _WRAPPERS:
            words = _behind_options(rest, _WRAPPERS[name])
        elif name in _WITH_OPERAND:
            words = _behind_options(rest, _WITH_OPERAND[name])[1:]
        elif name in _RUNNERS and rest and rest[0].value == "run":
            words = _behind_options(rest[1:], _RUNNERS[name])
        elif name == "python":
            return _module(rest)
        else:
            return name, rest
    return "", ()


def name_of(word: Word) -> str:
    """`/opt/venv/bin/pip3.11` is `pip`, and so is `$(PIP)`."""
    name = re.split(r"[/\\]", word.value)[-1].removesuffix(".exe")
    if word.dynamic and (joined := _JOINED.search(name)):
        name = joined[1]  # `${BIN}pip`
    elif word.dynamic and (variable := _VARIABLE.fullmatch(name)):
        name = variable[1].lower()
        name = next((p for p in ("python", "pip") if re.fullmatch(rf"(\w+_)?{p}[\d_.]*(_\w+)?", name)), name)
    if _PYTHON.fullmatch(name):
        return "python"
    return "pip" if _PIP.fullmatch(name) else name


def _behind_options(words: Sequence[Word], with_value: str) -> Sequence[Word]:
    """What follows the options and assignments in front."""
    values = with_value.split()
    at = 0
    while at < len(words):
        value = words[at].value
        if value == "--":
            return words[at + 1 :]
        if not value.startswith("-") and not re.match(r"[A-Za-z_]\w*=", value):
            break
        at += 2 if value in values else 1
    return words[at:]


def _module(words: Sequence[Word]) -> tuple[str, Sequence[Word]]:
    at = 0
    while at < len(words) and words[at].value.startswith("-"):
        value = words[at].value
        if value.endswith("m") and not value.startswith("--") and at + 1 < len(words):
            return words[at + 1].value, words[at + 2 :]
        if value.startswith("-m") and len(value) > 2:
            return value[2:], words[at + 1 :]
        at += 2 if value in _PYTHON_VALUES else 1
    return "python", words
