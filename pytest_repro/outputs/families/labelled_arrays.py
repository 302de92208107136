"""xarray: values with their dimensions, coordinates and attributes."""

from __future__ import annotations

from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.keys import key_name
from pytest_repro.outputs.node import Branch, Node, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def expand(value: Any) -> Node:
    type_ = type_name(type(value))
    if hasattr(value, "data_vars"):
        return Branch(type_, _dataset(value))
    if hasattr(value, "coords"):
        return Branch(type_, _array(value))
    # An index has a class of its own, and the same values.
    return Branch("xarray variable", _variable(value))


def _dataset(dataset: Any) -> Iterator[tuple[str, object]]:
    coordinates = set(dataset.coords)
    yield ".coords", [str(name) for name in dataset.variables if name in coordinates]
    for position, (name, variable) in enumerate(dataset.variables.items()):
        yield f"[{key_name(name) or f'#{position}'}]", variable
    yield ".attrs", dict(dataset.attrs)


def _array(array: Any) -> Iterator[tuple[str, object]]:
    yield ".name", array.name
    yield from _variable(array)
    for position, (name, coordinate) in enumerate(array.coords.items()):
        yield f".coords[{key_name(name) or f'#{position}'}]", coordinate.variable


def _variable(variable: Any) -> Iterator[tuple[str, object]]:
    yield ".dims", list(variable.dims)
    yield ".values", variable.values
    yield ".attrs", dict(variable.attrs)


FAMILY = Family(
    types=(
        "xarray.core.dataset.Dataset",
        "xarray.core.dataarray.DataArray",
        "xarray.core.variable.Variable",
    ),
    expand=expand,
)
