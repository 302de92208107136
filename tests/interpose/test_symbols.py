"""What a library in C calls in the place of a function of the C library."""

from __future__ import annotations

import ctypes

import pytest

from pytest_repro.interpose.symbols import Calls, libraries

np = pytest.importorskip("numpy")
SECONDS = ctypes.CFUNCTYPE(ctypes.c_long, ctypes.POINTER(ctypes.c_long))
NUMPY = "_multiarray_umath"


def at_the_epoch(out: ctypes.Array[ctypes.c_long]) -> int:
    out[0] = 0
    return 0


@pytest.mark.skipif(not libraries(NUMPY), reason="libraries are laid out otherwise here")
def test_a_library_calls_what_took_the_place_of_a_function_until_it_is_taken_back() -> None:
    calls = Calls()
    calls.replace(NUMPY, "time", SECONDS, at_the_epoch)
    try:
        assert str(np.datetime64("now")) == "1970-01-01T00:00:00"
    finally:
        calls.undo()
    assert str(np.datetime64("now")) > "2020"


def test_what_is_not_loaded_or_not_called_is_left() -> None:
    calls = Calls()
    calls.replace("no_such_library", "time", SECONDS, at_the_epoch)
    calls.replace(NUMPY, "no_such_function", SECONDS, at_the_epoch)
    calls.undo()
    assert str(np.datetime64("now")) > "2020"
