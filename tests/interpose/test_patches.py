"""Replaced attributes come back, and behave meanwhile as what they replace."""

from __future__ import annotations

import copy
import inspect
import os
import pickle
import random
import socket
import time
from types import ModuleType
from typing import Any

import pytest

from pytest_repro.interpose.patches import Patches


class Base:
    def inherited(self) -> str:
        return "inherited"


class Owner(Base):
    number = 1

    def method(self) -> str:
        return "method"

    @staticmethod
    def static() -> str:
        return "static"

    @classmethod
    def of_class(cls) -> str:
        return cls.__name__

    @property
    def held(self) -> str:
        return "held"


@pytest.mark.parametrize("name", ["number", "method", "static", "of_class", "held"])
def test_the_raw_attribute_comes_back(name: str) -> None:
    before = dict(vars(Owner))
    patches = Patches()
    assert patches.set(Owner, name, "other") is before[name]
    assert Owner.__dict__[name] == "other"
    patches.undo()
    assert dict(vars(Owner)) == before
    assert all(vars(Owner)[key] is value for key, value in before.items())


def test_what_was_inherited_is_inherited_again() -> None:
    patches = Patches()
    real = patches.set(Owner, "inherited", lambda self: f"not {real(self)}")
    assert Owner().inherited() == "not inherited"
    patches.undo()
    assert "inherited" not in vars(Owner)
    assert Owner().inherited() == "inherited"


def test_a_method_of_a_built_in_base() -> None:
    patches = Patches()
    real = patches.set(socket.socket, "bind", lambda sock, address: real(sock, address))
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
    patches.undo()
    assert "bind" not in vars(socket.socket)


def test_attributes_come_back_in_reverse_order() -> None:
    module = ModuleType("module")
    module.value = 1  # type: ignore[attr-defined]
    patches = Patches()
    assert [patches.set(module, "value", n) for n in (2, 3, 4)] == [1, 2, 3]
    patches.undo()
    assert module.value == 1
    patches.undo()
    assert module.value == 1


def test_an_unknown_name_is_refused_and_nothing_changes() -> None:
    patches = Patches()
    with pytest.raises(AttributeError, match="no_such_function"):
        patches.set(os, "no_such_function", print)
    patches.undo()
    assert not hasattr(os, "no_such_function")


@pytest.fixture
def clock() -> Any:
    patches = Patches()
    real = patches.set(time, "perf_counter", lambda: -1.0)
    yield real
    patches.undo()
    assert time.perf_counter is real


def test_a_function_in_a_class_is_no_method(clock: Any) -> None:
    class Timer:
        read = time.perf_counter

    assert Timer().read() == Timer.read() == -1.0


def test_it_is_pickled_and_copied_by_name(clock: Any) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(time.perf_counter, protocol)) is time.perf_counter
    assert copy.deepcopy(time.perf_counter) is time.perf_counter


def test_it_tells_of_itself_what_the_original_does(clock: Any) -> None:
    assert time.perf_counter.__name__ == "perf_counter"
    assert time.perf_counter.__doc__ == clock.__doc__
    assert repr(time.perf_counter) == repr(clock)
    assert callable(time.perf_counter)


def test_it_equals_the_original(clock: Any) -> None:
    assert time.perf_counter == clock
    assert clock == time.perf_counter
    assert time.perf_counter != time.monotonic
    assert time.perf_counter in {clock}


def test_the_module_is_the_one_that_holds_it() -> None:
    patches = Patches()
    signature = inspect.signature(os.getpid)
    patches.set(os, "getpid", lambda: 7)
    try:
        assert inspect.signature(os.getpid) == signature
        # "posix", where the function itself says that it lives, is not patched.
        assert pickle.loads(pickle.dumps(os.getpid))() == 7
    finally:
        patches.undo()


def test_bound_methods_of_modules_are_replaced_alike() -> None:
    patches = Patches()
    hidden = random.random.__self__  # type: ignore[attr-defined]
    patches.set(random, "random", lambda: 0.5)
    patches.set(random, "random", lambda: 0.25)
    try:

        class Layer:
            draw = random.random

        assert Layer().draw() == 0.25
        assert random.random.__self__ is hidden  # type: ignore[attr-defined]
        assert pickle.loads(pickle.dumps(random.random)) is random.random
    finally:
        patches.undo()
    assert random.random.__self__ is hidden  # type: ignore[attr-defined]


def test_python_functions_are_replaced_as_they_are() -> None:
    patches = Patches()
    patches.set(Owner, "method", lambda self: type(self).__name__)
    try:
        assert Owner().method() == "Owner"
    finally:
        patches.undo()
