"""Data sets of Hugging Face's `datasets`: the rows as they are chosen and ordered, whatever their format."""

from __future__ import annotations

from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import Branch, Node, Refusal, type_name


def expand(value: Any) -> Node:
    type_ = type_name(type(value))
    if not hasattr(value, "num_rows"):
        return Refusal("a stream of rows", "return list(…) of it")
    rows = value.with_format("arrow")[:]  # a pyarrow table
    return Branch(type_, ((".features", str(value.features)), (".rows", rows)))


FAMILY = Family(
    types=("datasets.arrow_dataset.Dataset", "datasets.iterable_dataset.IterableDataset"), expand=expand
)
