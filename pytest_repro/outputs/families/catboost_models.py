"""Models of CatBoost: trees, borders and statistics of categories, by the names of its JSON format.

Left out is what the format tells of the training: an id, which is another one each time, and its settings.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import Branch, Node, type_name

_ABOUT = "model_info"
_CLASSES = "class_params"


def expand(value: Any) -> Node:
    if not value.is_fitted():
        return Branch(type_name(type(value)), ((".params", value.get_params()),))
    with tempfile.TemporaryDirectory() as folder:  # it is written nowhere else
        path = Path(folder, "model.json")
        value.save_model(str(path), format="json")
        model = json.loads(path.read_bytes())
    parts = {name: part for name, part in model.items() if name != _ABOUT}
    parts["classes"] = model.get(_ABOUT, {}).get(_CLASSES)
    return Branch(type_name(type(value)), ((f".{name}", part) for name, part in parts.items()))


FAMILY = Family(types=("catboost.core.CatBoost",), expand=expand)
