"""Tests whose outcome no value decides: they only run something, or ask for shapes, types and keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.project.programs import is_test_path
from lint_rules.analysis.tree.nodes import dotted_name

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

# What is the same whatever a value holds.
_FORM = re.compile(
    r"columns|device|dim|dtype|element_size|is_(cuda|floating_point|sparse)|keys|layout|names|ndim|nelement|numel|"
    r"requires_grad|shape|size|type"
)
_FORM_FUNCTIONS = re.compile(
    r"(.*\.)?(callable|hasattr|is_tensor|isinstance|issubclass|len|ndim|shape|size|type)|.*\.(exists|is_file)"
)
_FORM_ASSERTIONS = re.compile(
    r"assert(Is(Not)?(Instance|None)|Is(Not)?|(Not)?In|Has(No)?Attr|Raises|RaisesRegex|Warns|NoLogs|Logs)|"
    r"assert_(any_call|called\w*|has_calls|not_called|raises|warns)"
)
_MAKES = re.compile(r"_*(build|construct|create|generate|get|load|make|setup)_.*")
_PREPARES = re.compile(r"setUp(Class)?|setup(_class|_method)?")
# A call that may hold assertions of its own.
_ASSERTS = re.compile(
    r".*(assert|check|compare|equal|expect|fail|verif|validat|close|same|match|identical|invariant).*", re.I
)


def depends_on_no_value(file: SourceFile, node: cst.CSTNode) -> bool:
    """Whether a node stands in a test that no value can make fail, so that any draw would do as well.

    Or in what prepares the tests of a class, where that is so of all of them.
    """
    tests = _tests_around(file, node)
    if not tests:
        return _is_only_run(file)
    return not any(_fails_by_value(file, test) for test in tests)


def _is_only_run(file: SourceFile) -> bool:
    """Whether a file of the tests holds none, and nothing in it asserts: pytest imports it, no more."""
    *folders, name = file.facts.path.split("/")
    if not name.startswith("test_") or not {"test", "tests"} & {*folders} or "assert" in file.text:
        return False
    return not any(scope.name.startswith(("test", "Test")) for scope in file.facts.scopes)


def _fails_by_value(file: SourceFile, test: cst.FunctionDef) -> bool:
    if not all(_is_of_form(check.test) for check in file.of_kind(cst.Assert, test.body)):
        return True
    return any(_asserts_value(file, call) for call in file.of_kind(cst.Call, test.body))


def _tests_around(file: SourceFile, node: cst.CSTNode) -> list[cst.FunctionDef]:
    if not is_test_path(file.facts.path):
        return []
    functions = [a for a in file.ancestors(node) if isinstance(a, cst.FunctionDef)]
    name = functions[-1].name.value if functions else ""
    if name.startswith("test"):
        return functions[-1:]
    owner = file.enclosing(functions[-1], cst.ClassDef) if _PREPARES.fullmatch(name) else None
    methods = file.of_kind(cst.FunctionDef, owner.body) if owner is not None else []
    return [method for method in methods if method.name.value.startswith("test")]


def _asserts_value(file: SourceFile, call: cst.Call) -> bool:
    name = _last_name(call)
    if _FORM_ASSERTIONS.fullmatch(name):
        return False
    if name.startswith("assert") and call.args:
        return not any(_is_of_form(arg.value) for arg in call.args[:2])
    if _MAKES.fullmatch(name):
        return False
    return _ASSERTS.fullmatch(name) is not None or _helper_asserts(file, call, name)


def _helper_asserts(file: SourceFile, call: cst.Call, name: str) -> bool:
    """Whether a function of the file that is called may hold an assertion, or is one of the tests' own tools.

    Of those whose text nobody has parsed it is taken for granted.
    """
    if "test" in file.resolve(call.func).lower():
        return True
    if _is_handed_in(file, call.func):
        return False
    if all(scope.name != name or scope.kind != "function" for scope in file.facts.scopes):
        return False
    functions = file.of_kind(cst.FunctionDef, file.module)
    seen = [function for function in functions if function.name.value == name]
    return not seen or any(_holds_assertion(file, function) for function in seen)


def _is_handed_in(file: SourceFile, called: cst.BaseExpression) -> bool:
    """Whether a test calls what a fixture gave it, which may be called like the fixture: `net(x)`."""
    test = file.enclosing(called, cst.FunctionDef)
    if test is None or not isinstance(called, cst.Name):
        return False
    parameters = (*test.params.params, *test.params.kwonly_params)
    return any(parameter.name.value == called.value for parameter in parameters)


def _holds_assertion(file: SourceFile, function: cst.FunctionDef) -> bool:
    if file.of_kind(cst.Assert, function.body):
        return True
    calls = file.of_kind(cst.Call, function.body)
    return any(_ASSERTS.fullmatch(_last_name(call)) is not None for call in calls)


def _last_name(call: cst.Call) -> str:
    if isinstance(call.func, cst.Attribute):
        return call.func.attr.value
    return (dotted_name(call.func) or "").rpartition(".")[2]


def _is_of_form(value: cst.BaseExpression) -> bool:
    """Whether an expression is about shapes, types, keys or presence: `x.shape == (3,)`, `"loss" in out`."""
    if isinstance(value, cst.BooleanOperation):
        return _is_of_form(value.left) and _is_of_form(value.right)
    if isinstance(value, cst.UnaryOperation):
        return _is_of_form(value.expression)
    if isinstance(value, cst.Comparison):
        return _compares_form(value)
    if isinstance(value, cst.Attribute):
        return _FORM.fullmatch(value.attr.value) is not None
    if isinstance(value, cst.Subscript):
        return _is_of_form(value.value)
    return isinstance(value, cst.Call) and _asks_for_form(value)


def _compares_form(value: cst.Comparison) -> bool:
    sides = [value.left, *(target.comparator for target in value.comparisons)]
    if any(_is_of_form(side) for side in sides):
        return True
    operators = [target.operator for target in value.comparisons]
    if all(isinstance(operator, cst.Is | cst.IsNot) for operator in operators):
        return True
    contained = all(isinstance(operator, cst.In | cst.NotIn) for operator in operators)
    return contained and isinstance(value.left, cst.SimpleString)


def _asks_for_form(call: cst.Call) -> bool:
    if isinstance(call.func, cst.Attribute) and _FORM.fullmatch(call.func.attr.value):
        return True
    name = dotted_name(call.func) or ""
    if name in ("all", "any") and call.args and isinstance(call.args[0].value, cst.GeneratorExp):
        return _is_of_form(call.args[0].value.elt)
    return _FORM_FUNCTIONS.fullmatch(name) is not None
