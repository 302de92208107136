"""What cannot be compared is refused in one line that names path, type and what to return instead."""

from __future__ import annotations

import importlib
import math
import threading
import warnings

import numpy as np
import pytest
import torch

from pytest_repro.errors import ExtensionError, UnsupportedOutputError
from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import Scalar
from pytest_repro.outputs.registry import FOLDER, build, registry


class Plain:
    def __init__(self):
        self.x = 1


class Slotted:
    __slots__ = ("x",)


class Jax:
    """Like an array of a library that is not known here."""

    def __array__(self, dtype=None, copy=None):
        return np.arange(3.0)


class Stateful:
    def __init__(self, state):
        self.state = state

    def state_dict(self):
        return self.state


REFUSED = [
    (lambda: 1, "a function; return its result, or a dict of arrays, numbers and strings"),
    (len, "a function; return its result"),
    ([].append, "a function; return its result"),
    (np.exp, "a function; return its result"),
    ((number for number in ()), "a generator; return list"),
    (iter([1]), "an iterator of type list_iterator; return list"),
    (math, "a module; return the values"),
    (threading.Lock(), "a lock; return"),
    (torch.utils.data.DataLoader([1]), "a data loader or dataset; return what was trained"),
    (object(), "an object of type object; return its arrays, numbers and strings in a dict"),
    (Plain(), "Plain; make it a dataclass, give it a state_dict(), or return a dict of its values"),
    (Slotted(), "Slotted; return its arrays"),
    ({object()}, "a set with a member of type object; return a list"),
]


@pytest.mark.parametrize(("value", "said"), REFUSED, ids=range(len(REFUSED)))
def test_refusals_say_what_to_return(value, said, record):
    with pytest.raises(UnsupportedOutputError) as caught:
        record({"model": [1, value]})
    message = str(caught.value)
    assert message.startswith("v['model'][1]: cannot compare a")
    assert said in message
    assert "\n" not in message


def test_an_open_file_is_refused(record, tmp_path):
    with (
        (tmp_path / "f").open("w") as file,
        pytest.raises(UnsupportedOutputError, match="open file; return its pathlib"),
    ):
        record({"f": file})


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        set(),
        (),
        [[], {"a": []}],
        {"a": None},
        np.zeros((0, 3)),
        torch.zeros(0),
        torch.nn.ReLU(),
    ],
    ids=repr,
)
def test_nothing_to_compare_is_an_error_and_no_pass(value, record):
    with pytest.raises(UnsupportedOutputError, match=r"^v: returns nothing that can be compared; return the"):
        record(value)


def test_protocols_are_asked_where_no_family_knows_the_class(differ, record):
    assert differ(Jax(), Jax()) == ()
    assert record(Jax()).leaves[0].dtype == "float64"
    assert differ(Stateful({"a": 1, "f": len}), Stateful({"a": 2}))[0].path == "v.a"
    assert differ(Stateful([1.0]), Stateful([2.0]))[0].path == "v.state_dict()"


def test_warnings_of_what_is_read_do_not_reach_the_user(record):
    class Deprecated:
        def __array__(self, dtype=None, copy=None):
            warnings.warn("deprecated", stacklevel=1)
            return np.ones(1)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        record(Deprecated())


def family(*types):
    return Family(expand=lambda value: Scalar("x", "x", "x"), types=types)


def test_families_of_this_installation_are_well_formed():
    found = registry()
    assert found.find(dict) is found.find(type("Own", (dict,), {}))
    assert found.find(Plain) is None


def test_two_families_for_one_type_are_refused_with_file_and_line(tmp_path):
    first, second = tmp_path / "a.py", tmp_path / "b.py"
    first.write_text('\n\nFAMILY = "lib.Thing"\n')
    second.write_text('\nFAMILY = "lib.Thing"\n')
    with pytest.raises(ExtensionError, match=rf"^{second}:2: lib.Thing is already claimed at {first}:3$"):
        build({second: family("lib.Thing"), first: family("lib.Thing")})


@pytest.mark.parametrize(
    "declared", [None, "text", Family(expand=len), family, Family(expand=3, types=("a",))]
)
def test_a_malformed_family_is_refused_with_file_and_line(declared, tmp_path):
    path = tmp_path / "broken.py"
    path.write_text("import this\nFAMILY = 3\n")
    with pytest.raises(ExtensionError, match=rf"^{path}:2: FAMILY must be a Family"):
        build({path: declared})


def test_every_file_of_the_folder_is_asked():
    found = registry()
    asked = {id(one) for one in (*found.by_name.values(), *found.by_shape)}
    for path in sorted(FOLDER.glob("*.py")):
        if path.stem != "__init__":
            module = importlib.import_module(f"pytest_repro.outputs.families.{path.stem}")
            assert id(module.FAMILY) in asked, path
