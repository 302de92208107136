"""Metrics of torchmetrics: what they have gathered, which they mostly keep out of their state dict."""

from __future__ import annotations

from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import Branch, Node, type_name


def expand(value: Any) -> Node:
    state = dict(value.items()) if hasattr(value, "items") else value.metric_state
    return Branch(type_name(type(value)), ((f"[{name!r}]", part) for name, part in state.items()))


FAMILY = Family(
    types=("torchmetrics.metric.Metric", "torchmetrics.collections.MetricCollection"), expand=expand
)
