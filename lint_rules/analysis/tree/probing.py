"""Values that only stand in for some input: what is asked of them is their shape, never what they hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.names import bound_around, is_store, later_uses
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.smoke import works
from lint_rules.analysis.tree.values import targets_of

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

_SHAPE = frozenset({"device", "dim", "dtype", "ndim", "nelement", "numel", "shape", "size"})
# What counts, draws or translates a model and runs something through it only for that.
_PROBES = re.compile(
    r"torch\.(onnx\.export|jit\.trace|export\.export)|(builtins\.)?(len|type)|(.+\.)?(add_graph|summary|profile|"
    r"FlopCountAnalysis|flop_count|count_flops|get_model_complexity_info|draw_graph|make_dot|assertRaises|"
    r"assertRaisesRegex|raises)"
)
_WITHOUT_EFFECT = frozenset({"forward", "predict", "predict_proba"})
_STAND_IN = re.compile(r"(.*_)?(dummy|mock)(_.*)?", re.IGNORECASE)
# Functions that make what stands in, and the attribute that Lightning looks at only for shapes.
_MAKES_STAND_IN = re.compile(r"_*((get|make|create|build)_)?(.*_)?(dummy|mock|example|tracing)_(.*_)?inputs?")
_SHOWN = "example_input_array"
# Files that write a model in another form, or count and time what it does: any input will do to run it once.
_RUNS_ONCE = re.compile(
    r"(.*[\W_])?(complexity|conver(t|ter|sion)|coreml|deploy|dump|exports?|flops?|fps|latency|macs|onnx\w*|openvino|"
    r"profiler?|summary|tensorrt|tflite|torchscript|trace|trt|\w+2onnx)([\W_].*)?",
    re.IGNORECASE,
)
_ARRAYS = frozenset({"rand", "randint", "randn", "random", "random_sample", "standard_normal", "uniform"})
_DEPTH = 4


def is_only_a_probe(file: SourceFile, node: cst.CSTNode, depth: int = _DEPTH) -> bool:
    """Whether a value, and what is computed of it, is only asked for its shape: `net(randn(1, 3)).size()`."""
    function = file.function(node)
    if isinstance(function, cst.FunctionDef) and _MAKES_STAND_IN.fullmatch(function.name.value):
        return True
    parent = file.parent(node)
    if parent is None or depth == 0:
        return False
    if isinstance(parent, cst.Attribute):
        return parent.attr.value in _SHAPE or is_only_a_probe(file, parent, depth)
    if isinstance(parent, cst.Call):
        return parent.func is node and is_only_a_probe(file, parent, depth)
    if isinstance(parent, cst.Arg):
        return _is_probed_by(file, file.parent(parent), depth)
    if isinstance(parent, cst.Element | cst.DictElement):
        display = file.parent(parent)
        return display is not None and is_only_a_probe(file, display, depth)
    if isinstance(parent, cst.ListComp) and parent.elt is node:
        return is_only_a_probe(file, parent, depth)
    if isinstance(parent, cst.CompFor | cst.For) and parent.iter is node:
        return _items_are_probes(file, parent, depth)
    if isinstance(parent, cst.Index | cst.SubscriptElement | cst.Subscript):
        return is_only_a_probe(file, parent, depth)
    if isinstance(parent, cst.Assign) and parent.value is node:
        return _holder_is_probe(file, parent, depth)
    return isinstance(parent, cst.Expr) and _is_thrown_away(file, node)


def is_sample_input(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether an array is drawn in a file that runs a model once, to write it down or to time it."""
    name = file.resolve(node.func) if isinstance(node, cst.Call) else ""
    of_arrays = name.startswith(("numpy.", "torch.")) and name.rpartition(".")[2] in _ARRAYS
    return of_arrays and _RUNS_ONCE.fullmatch(file.path.stem) is not None


def _items_are_probes(file: SourceFile, loop: cst.CompFor | cst.For, depth: int) -> bool:
    """`[f.shape for f in features]`, `for f in features: print(f.shape)`"""
    comprehensions = (a for a in file.ancestors(loop) if isinstance(a, cst.BaseComp))
    around = next(comprehensions, None) if isinstance(loop, cst.CompFor) else loop.body
    if not isinstance(loop.target, cst.Name) or around is None:
        return False
    uses = [use for use in file.names(around, loop.target.value) if not is_store(file, use)]
    return bool(uses) and all(is_only_a_probe(file, use, depth - 1) for use in uses)


def _is_probed_by(file: SourceFile, call: cst.CSTNode | None, depth: int) -> bool:
    if not isinstance(call, cst.Call):
        return False
    name = file.resolve(call.func) or dotted_name(call.func) or ""
    return _PROBES.fullmatch(name.lstrip(".")) is not None or is_only_a_probe(file, call, depth)


def _holder_is_probe(file: SourceFile, assign: cst.Assign, depth: int) -> bool:
    if any(isinstance(t, cst.Attribute) and t.attr.value == _SHOWN for t in targets_of(assign)):
        return True
    names = [n for target in targets_of(assign) for n in _names_in(target)]
    if any(_STAND_IN.fullmatch(name) for name in names):
        return True
    if not _is_seen_whole(file, assign):
        return False
    uses = [use for name in names for use in later_uses(file, assign, name)]
    if not uses:
        return _is_thrown_away(file, assign.value)
    return all(is_only_a_probe(file, use, depth - 1) for use in uses)


def _is_thrown_away(file: SourceFile, value: cst.CSTNode) -> bool:
    """Whether a model is run and nobody wants its result: `net(randn(1, 3))`, `self.forward(x)`.

    A name that the file does not bind is a function of somebody else: `plot_embedding(x)`.
    """
    if not isinstance(value, cst.Call):
        return False
    function = value.func
    if isinstance(function, cst.Attribute):
        return function.attr.value in _WITHOUT_EFFECT
    if not isinstance(function, cst.Name) or bound_around(file, function) is None:
        return False
    return not file.resolve(function) and not works(value)


def changes_its_argument(call: cst.Call) -> bool:
    """Whether a draw is made for what it does to something, not for its value: `shuffle(x)`, `normal_(w)`."""
    name = (dotted_name(call.func) or "").rpartition(".")[2]
    return name == "shuffle" or name.endswith("_") or "init" in (dotted_name(call.func) or "")


def _is_seen_whole(file: SourceFile, assign: cst.Assign) -> bool:
    """Whether all uses of a name can be seen: in a function, or in a program that nobody imports.

    A rule that asks has to follow names: otherwise not all statements of a module are parsed.
    """
    if isinstance(file.function(assign), cst.FunctionDef):
        return True
    return file.facts.is_guarded(file.position(assign).line) or not file.is_imported


def _names_in(target: cst.BaseExpression) -> list[str]:
    if isinstance(target, cst.Tuple | cst.List):
        return [name for element in target.elements for name in _names_in(element.value)]
    return [target.value] if isinstance(target, cst.Name) else []
