"""Smoke tests: what a module that others import tries when it is run: `print(net(torch.randn(1, 3)))`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.project.programs import is_test_path
from lint_rules.analysis.tree.conditions import conditions_met
from lint_rules.analysis.tree.nodes import dotted_name

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

# What a program does that trains, or that keeps what it has computed.
_WORK = re.compile(
    r"(.*_)?(backward|dump|evaluate|fit|learn|main|minimize|optimize|run|save|savefig|savetxt|savez|simulate|step|"
    r"train|write)(_.*)?|open|to_(csv|json|parquet|pickle|feather|excel)|writerows?"
)
_TRIAL = re.compile(
    r"_*(check|debug|demo|describe|inspect|sanity|smoke|summar(y|i[sz]e)|test|try)(_.*)?", re.IGNORECASE
)
_MODEL = re.compile(r"(.*_)?(model|module|net|network)\d*", re.IGNORECASE)
# Parameters of a function that tries something, beside the model that it tries.
_SETTING = re.compile(
    r"(.*_)?(batch_size|channels|device|duration|height|length|model|net|network|size|verbose|width)"
)
_SMOKE = re.compile(r"(.*_)?smoke(_?test)?(_.*)?|(is_)?dry_?run|debug(_mode)?", re.IGNORECASE)


# What a file is called that measures how fast something is, and what it measures with.
_BENCHMARK = re.compile(
    r"(.*[\W_])?(bench(mark(s|ing)?)?|perf(ormance)?|speed(_?test)?|timings?|scalability)([\W_].*)?"
    r"|profil(e|er|ing)[\W_].*",
    re.I,
)
_TIMES = re.compile(
    r"_*(calc(ulate)?|compute|eval(uate)?|get|measure|test)_(.*_)?(fps|latency|speed|throughput)(_.*)?"
)
_CLOCKS = ("time", "timeit")


def is_speed_benchmark(file: SourceFile) -> bool:
    """Whether a file measures times, by its name and what it imports: then any data will do."""
    named = _BENCHMARK.fullmatch(file.path.stem) is not None
    return named and any(file.imports(clock) for clock in _CLOCKS)


def is_only_timed(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether a function or file measures how fast something is, by its name."""
    function = file.function(node)
    named = isinstance(function, cst.FunctionDef) and _TIMES.fullmatch(function.name.value) is not None
    return named or is_speed_benchmark(file)


def is_in_smoke_test(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether a node stands below `if __name__ == "__main__"` in a module that is there to be imported.

    Not where the statements there train something, or keep what they have computed: that is a program. The
    same is said by `if smoke_test:`, wherever it stands, and by `def check_net(model):` beside what it tries.
    """
    if any(_SMOKE.fullmatch(name) for name in _choices(file, node)):
        return True
    function = file.function(node)
    if not isinstance(function, cst.Module):
        return _is_trial(file, function)
    block = next((a for a in file.ancestors(node) if isinstance(a, cst.If) and is_main_guard(file, a)), None)
    if block is None or not file.facts.scopes or not file.ask("is-part-of-library"):
        return False
    return not any(isinstance(part, cst.Call) and works(part) for part in file.below(block.body))


def _is_trial(file: SourceFile, function: cst.FunctionDef) -> bool:
    """Whether a function outside the tests tries something in one go, and leaves nothing behind."""
    if not _TRIAL.fullmatch(function.name.value) or is_test_path(file.facts.path):
        return False
    if file.parent(function) is not file.module:
        return False
    if not all(_SETTING.fullmatch(parameter.name.value) for parameter in function.params.params):
        return False
    below = list(file.below(function.body))
    if any(isinstance(part, cst.For | cst.While) or _gives_back(part) for part in below):
        return False
    return not any(isinstance(part, cst.Call) and works(part) for part in below)


def _gives_back(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Return) and node.value is not None


def _choices(file: SourceFile, node: cst.CSTNode) -> list[str]:
    """The plain names that have to be true for a node to be evaluated."""
    return [(dotted_name(test) or "").rpartition(".")[2] for test in conditions_met(file, node)]


def is_main_guard(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether a node is `if __name__ == "__main__"`."""
    return isinstance(node, cst.If) and any(
        isinstance(part, cst.Name) and part.value == "__name__" for part in file.below(node.test)
    )


def works(call: cst.Call) -> bool:
    """Whether a call trains something, or keeps what was computed, by the name of what it calls.

    `model.train()` only says that training may begin, other than `trainer.train()`.
    """
    if isinstance(call.func, cst.Attribute) and call.func.attr.value == "train" and not call.args:
        holder = (dotted_name(call.func.value) or "").rpartition(".")[2]
        return _MODEL.fullmatch(holder) is None
    name = dotted_name(call.func)
    if name is None and isinstance(call.func, cst.Attribute):
        name = call.func.attr.value
    return name is not None and _WORK.fullmatch(name.rpartition(".")[2]) is not None
