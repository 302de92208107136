"""What is only said to a person: the texts of exceptions, warnings and logs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.names import later_uses
from lint_rules.analysis.tree.nodes import TEXT, dotted_name
from lint_rules.knowledge.consumers import SHOWN

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_LOGGING = frozenset(
    {"debug", "info", "warning", "warn", "error", "critical", "exception", "log", "fail", "skip"}
)
# Helpers around those: `rank_zero_warn`, `log_warning`, `print_rank_0`.
_SAYING = re.compile(
    r"(\w+_)?(warn|warning|warn_once|deprecated?|echo|message|print|log|fail)(_\w+)?|rank_zero_(info|debug|warn)"
)
_DESCRIPTIONS = frozenset({"__str__", "__repr__", "extra_repr", "_repr_html_", "_repr_pretty_", "__format__"})
# What a text is called that somebody is told later.
_TOLD = re.compile(r"(.*_)?(message|msg|error|err|warning)(_(text|string|str|message|msg))?")
# Lists of what somebody is told in the end.
_COMPLAINTS = re.compile(r"(.*_)?(error|warning|failure|problem|issue|violation)s", re.IGNORECASE)
# Parameters that are told when something fails.
_TOLD_AS = frozenset({"msg", "message", "err_msg", "error_msg"})
# What does something else with a text.
_KEEPS = re.compile(r"write|add|append|put|send|emit|execute|save|set|run|load|parse|insert|store|call")
# Who prints an array or a table of them shows a result.
_RESULTS = frozenset(
    {"numpy.array", "numpy.asarray", "pandas.DataFrame", "pandas.Series", "polars.DataFrame"}
)
_WORD = re.compile(r"[A-Za-z]{2,}")
_SENTENCE, _PHRASE = 4, 2
_DEPTH = 3


class Messages:
    """Follows a text to where it is said."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file

    def takes(self, node: cst.CSTNode, depth: int = _DEPTH) -> bool:
        """Whether an expression becomes part of a message, and of nothing else."""
        if self._describes(node):
            return True
        for parent in self.file.ancestors(node):
            if isinstance(parent, cst.Raise | cst.Assert):
                return True
            if isinstance(parent, cst.Call) and self.says(parent):
                return True
            if (
                isinstance(parent, cst.Arg)
                and parent.keyword is not None
                and parent.keyword.value in _TOLD_AS
            ):
                return True
            if isinstance(parent, cst.AugAssign) and is_called_like_message(parent.target):
                return True
            if isinstance(parent, cst.Assign):
                return depth > 0 and self._is_said(parent, depth)
            if isinstance(parent, cst.BaseStatement | cst.Return | cst.Lambda):
                return False
        return False

    def says(self, call: cst.Call) -> bool:
        """Whether a call tells somebody what it is given."""
        if isinstance(call.func, cst.Attribute) and self._is_told(call.func):
            return True
        last = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
        if isinstance(call.func, cst.Attribute) and call.func.attr.value in _LOGGING:
            return True
        if isinstance(last, cst.Name) and _SAYING.fullmatch(last.value):
            return True
        if self._complains(call):
            return True
        to_file = any(arg.keyword is not None and arg.keyword.value == "file" for arg in call.args)
        return self.file.resolve(call.func) in SHOWN - _TEXT_MAKERS and not to_file

    def _is_result(self, value: cst.BaseExpression) -> bool:
        """`x = np.array(scores)`, `x = pd.DataFrame(rows)`: no text, even where it is only printed."""
        return isinstance(value, cst.Call) and self.file.resolve(value.func) in _RESULTS

    def _is_printed(self, use: cst.Name) -> bool:
        """All of it; who prints `x[:9]` only wants a look."""
        arg = self.file.parent(use)
        call = self.file.parent(arg) if isinstance(arg, cst.Arg) else None
        return isinstance(call, cst.Call) and self.file.resolve(call.func) == "builtins.print"

    def _complains(self, call: cst.Call) -> bool:
        """`self.grouse("Row %d: value '%s' not in '%s'" % ...)`: a sentence, and nobody takes an answer."""
        name = dotted_name(call.func) or ""
        if not name.startswith("self.") or name.count(".") > 1 or _KEEPS.search(name):
            return False
        if len(call.args) != 1 or not isinstance(self.file.parent(call), cst.Expr):
            return False
        return self._words(call.args[0].value) >= _SENTENCE

    def is_complaint(self, call: cst.Call) -> bool:
        """`failures.append(f"{name} is missing in the manifest")`: a sentence, in a list of such."""
        method = call.func
        if not isinstance(method, cst.Attribute) or method.attr.value != "append" or len(call.args) != 1:
            return False
        listed = (dotted_name(method.value) or "").rpartition(".")[2]
        return _COMPLAINTS.fullmatch(listed) is not None and self._words(call.args[0].value) >= _PHRASE

    def _words(self, template: cst.BaseExpression) -> int:
        """How many words of a text stand in the code."""
        while isinstance(template, cst.BinaryOperation | cst.ConcatenatedString):
            template = template.left
        parts = self.file.below(template) if isinstance(template, TEXT) else ()
        said = [p.value for p in parts if isinstance(p, cst.SimpleString | cst.FormattedStringText)]
        return len(_WORD.findall(" ".join(said)))

    def _is_told(self, method: cst.Attribute) -> bool:
        """`sys.stdout.write(text)`, `messages.append(text)`"""
        name = dotted_name(method.value) or ""
        if method.attr.value == "write":
            return name in ("sys.stdout", "sys.stderr", "stdout", "stderr")
        named = _TOLD.fullmatch(name.rpartition(".")[2].removesuffix("s")) is not None
        return method.attr.value == "append" and named

    def _describes(self, node: cst.CSTNode) -> bool:
        """Whether the function around only makes a text for people, or the class is an exception."""
        function = self.file.function(node)
        owner = self.file.definition(function) if isinstance(function, cst.FunctionDef) else None
        if isinstance(owner, cst.ClassDef) and owner.name.value.endswith(("Error", "Exception", "Warning")):
            return True
        return isinstance(function, cst.FunctionDef) and function.name.value in _DESCRIPTIONS

    def _is_said(self, assign: cst.Assign, depth: int) -> bool:
        targets = [t.target for t in assign.targets]
        if not all(isinstance(target, cst.Name) for target in targets):
            return False
        if any(is_called_like_message(target) for target in targets):
            return True
        uses = [u for t in targets if isinstance(t, cst.Name) for u in later_uses(self.file, assign, t.value)]
        if self._is_result(assign.value) and any(self._is_printed(use) for use in uses):
            return False
        plain = [use for use in uses if not self._is_tested(use) and not self._is_rounded_off(use)]
        said = [self.takes(use, depth - 1) for use in plain]
        return bool(said) and all(said)

    def _is_tested(self, use: cst.Name) -> bool:
        """`if text:`, `if len(text) > 0:`"""
        parents = [a for a in self.file.ancestors(use) if isinstance(a, cst.If | cst.While)]
        return any(self.file.holds(parent.test, use) for parent in parents)

    def _is_rounded_off(self, use: cst.Name) -> bool:
        """`names.append("...")`, where not all are told."""
        method = self.file.parent(use)
        call = self.file.parent(method) if isinstance(method, cst.Attribute) else None
        if not isinstance(call, cst.Call) or len(call.args) != 1:
            return False
        text = call.args[0].value
        return (
            isinstance(method, cst.Attribute)
            and method.attr.value == "append"
            and isinstance(text, cst.SimpleString)
            and text.raw_value in ("...", "…")
        )


def is_called_like_message(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Name) and _TOLD.fullmatch(node.value) is not None


# These only make a text, which may go anywhere.
_TEXT_MAKERS = frozenset(f"builtins.{name}" for name in ("repr", "str", "format", "ascii"))
