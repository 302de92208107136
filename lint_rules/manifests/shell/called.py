"""Commands that Python hands to a shell or starts itself: `subprocess.run([...])`, `os.system("...")`."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import argument
from lint_rules.analysis.tree.literals import elements
from lint_rules.analysis.tree.texts import HOLE
from lint_rules.manifests.shell.commands import commands
from lint_rules.manifests.text.excerpt import Excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.tree.source import SourceFile
    from lint_rules.analysis.tree.texts import Texts
    from lint_rules.manifests.shell.commands import Command

_SUBPROCESS = ("run", "call", "check_call", "check_output", "Popen", "getoutput", "getstatusoutput")
# Callable -> the parameter that takes the command, as a text or a list of words.
STARTERS = {
    **{f"subprocess.{name}": "cmd" if name.startswith("get") else "args" for name in _SUBPROCESS},
    "os.system": "command",
    "os.popen": "cmd",
    "asyncio.create_subprocess_shell": "cmd",
}
# They take the words behind `pip`.
PIPS = frozenset({"pip.main", "pip._internal.main", "pip._internal.cli.main.main"})
_PYTHON = "sys.executable"
_QUOTED_ALREADY = re.compile(r'([\\"$`])')


def called_commands(file: SourceFile, texts: Texts, node: cst.Call) -> Iterator[Command]:
    """The commands that a call starts, as far as they can be seen; an unknown part is a variable."""
    name = file.resolve(node.func)
    if name in STARTERS:
        script = _script(file, texts, argument(node, STARTERS[name], 0))
    elif name in PIPS:
        script = _joined(file, texts, argument(node, "args", 0))
        script = script and f"pip {script}"
    else:
        return
    if script:
        yield from commands(Excerpt.whole(script))


def _script(file: SourceFile, texts: Texts, value: cst.BaseExpression | None) -> str | None:
    text = texts.of(_split(file, value)) if value is not None else None
    return _joined(file, texts, value) if text is None else text.replace(HOLE, "$x")


def _split(file: SourceFile, value: cst.BaseExpression) -> cst.BaseExpression:
    """The text in `"pip install x".split()` and `shlex.split(text)`."""
    if not isinstance(value, cst.Call):
        return value
    if file.resolve(value.func) == "shlex.split" and value.args:
        return value.args[0].value
    plain = isinstance(value.func, cst.Attribute) and value.func.attr.value == "split" and not value.args
    return value.func.value if plain and isinstance(value.func, cst.Attribute) else value


def _joined(file: SourceFile, texts: Texts, value: cst.BaseExpression | None) -> str | None:
    items = elements(file, value) if value is not None else []
    return " ".join(_word(file, texts, item) for item in items) or None


def _word(file: SourceFile, texts: Texts, item: cst.BaseExpression) -> str:
    if file.resolve(item) == _PYTHON:
        return "python"
    text = texts.of(item)
    if text is None:
        return "$x"
    if HOLE not in text:
        return shlex.quote(text)
    return '"' + _QUOTED_ALREADY.sub(r"\\\1", text).replace(HOLE, "$x") + '"'
