"""The names of parameters that runs of W&B and MLflow record, as far as one file shows them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import argument, constant, is_none
from lint_rules.analysis.tree.names import bindings
from lint_rules.analysis.tree.nodes import dotted_name

if TYPE_CHECKING:
    from lint_rules.analysis.tree.source import SourceFile

# Functions that record, and the parameter that takes names; '' where what is recorded cannot be seen.
RECORDS = {
    "mlflow.log_param": "key", "mlflow.set_tag": "key", "mlflow.log_params": "params",
    "mlflow.set_tags": "tags", "mlflow.log_dict": "dictionary", "mlflow.log_artifact": "",
    "mlflow.log_input": "",
}  # fmt: skip


class Recorded:
    """Answers for one file: names of parameters, or None where they cannot be seen."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file

    def config(self, node: cst.Call) -> list[str] | None:
        """Of a run of W&B, begun by a call."""
        given = argument(node, "config")
        found = [] if given is None or is_none(given) else self._keys(given)
        if found is None or re.search(r"\.config\.update\(|\.config\s*=|config\.setdefaults", self.file.text):
            return None
        names = re.findall(r"^\s*(\w+)\s*=\s*(?:wandb|run)\.config\s*(?:#.*)?$", self.file.text, re.MULTILINE)
        for name in dict.fromkeys(names):  # `config = wandb.config`, and then `config.seed = 0`
            if re.search(rf"\b{name}\.(?:update|setdefaults)\(", self.file.text):
                return None
            found += re.findall(rf"^\s*{name}(?:\.|\[['\"])(\w+)['\"]?\]?\s*=", self.file.text, re.MULTILINE)
        return found + re.findall(r"(?:wandb|run)\.config(?:\.|\[['\"])(\w+)['\"]?\]?\s*=", self.file.text)

    def logged(self) -> list[str] | None:
        """Of all runs of MLflow in the file."""
        found: list[str] = []
        for part in self.file.nodes:
            if not isinstance(part, cst.Call):
                continue
            method = part.func.attr.value if isinstance(part.func, cst.Attribute) else ""
            name = self.file.resolve(part.func)
            name = name if name in RECORDS else f"mlflow.{method}"
            if name not in RECORDS:
                continue
            keys = self._recorded_by(part, RECORDS[name])
            if keys is None:
                return None
            found += keys
        return found

    def _recorded_by(self, call: cst.Call, parameter: str) -> list[str] | None:
        given = argument(call, parameter, 0) if parameter else None
        if given is None:
            return None
        if parameter != "key":
            return self._keys(given)
        key = constant(given)
        return [key] if isinstance(key, str) else None

    def _keys(self, node: cst.BaseExpression, depth: int = 3) -> list[str] | None:
        """The keys of a mapping; None where one cannot be seen."""
        if isinstance(node, cst.Dict):
            keys = [constant(e.key) if isinstance(e, cst.DictElement) else None for e in node.elements]
            return [str(key) for key in keys] if all(isinstance(key, str) for key in keys) else None
        if isinstance(node, cst.Call) and dotted_name(node.func) == "dict":
            named = [arg.keyword.value for arg in node.args if arg.keyword is not None]
            return named if len(named) == len(node.args) else None
        if isinstance(node, cst.Name) and depth:
            bound = bindings(self.file, self.file.function(node), node.value)
            if len(bound) == 1 and isinstance(bound[0][1], cst.BaseExpression):
                return self._keys(bound[0][1], depth - 1)
            return self._module_keys(node.value) if not bound else None
        return None

    def _module_keys(self, name: str) -> list[str] | None:
        """The keys of a dictionary at the top of the module, which may not have been parsed."""
        found = re.findall(rf"^{name}\b[^=\n]*=\s*(\{{.*?\}})\s*$", self.file.text, re.MULTILINE | re.DOTALL)
        if len(found) != 1:
            return None
        try:
            return self._keys(cst.parse_expression(found[0]), 0)
        except cst.ParserSyntaxError:
            return None
