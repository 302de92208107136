"""Hashes of functions, classes and modules, in interpreters of their own: it cannot be taken back."""

from __future__ import annotations

import _thread
import json
import os
import queue
import subprocess
import sys
import textwrap
from typing import Any

from pytest_repro.interpose import pointers

BEFORE = """
    import abc, collections, enum, functools, gc, json, sys, types
    import xxhash
    from pytest_repro.interpose.pointers import PointerHashes

    class Old: pass
    def old(): pass
    table = {Old: "class", old: "function", json: "module", int: "static"}
    frames = []
    given = PointerHashes(lambda text: xxhash.xxh3_64_intdigest(text, KEY))
    addresses = hash(Old), hash(old), hash(json)
    assert given.install(frames.append if NOTING else None)
    assert addresses == (hash(Old), hash(old), hash(json))
    assert [table[key] for key in (Old, old, json, int)] == ["class", "function", "module", "static"]
"""
KINDS = """
    held = [bytes(n) for n in range(HELD)]
    class Plain: pass
    class Abstract(abc.ABC): pass
    class Meta(type): pass
    given.include(Meta)
    class Made(metaclass=Meta): pass
    class Own(type):
        def __hash__(cls): return 7
        def __eq__(cls, other): return cls is other
    class Hashed(metaclass=Own): pass
    class Color(enum.Enum):
        RED = 1
    class Lazy(types.ModuleType):
        def __getattribute__(self, name): raise RuntimeError("the program's own code")
    given.include(Lazy)
    def function(): pass
    class Holder:
        def method(self): pass
    things = [Plain, Abstract, Made, Color, function, lambda: 1, Holder.method, functools.partial(print, 1),
              types.ModuleType("module"), Lazy("lazy"), Hashed]
"""


def run(text: str, key: int = 1, noting: bool = False, before: str = "", **environ: str) -> Any:
    start = textwrap.dedent(BEFORE).replace("frames = []", "frames = []\n" + textwrap.dedent(before))
    code = f"KEY, NOTING = {key}, {noting}\n" + start + textwrap.dedent(text)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_numbers_follow_names_and_the_key() -> None:
    text = KINDS + "\n    print(json.dumps([hash(thing) for thing in things]))"
    first, again = run(text.replace("HELD", "1")), run(text.replace("HELD", "5000"), PYTHONHASHSEED="3")
    other = run(text.replace("HELD", "1"), key=2)
    *numbers, own = first
    assert again == first
    assert own == other.pop() == 7, "a class that hashes by itself"
    assert not set(numbers) & set(other)
    assert len({*numbers}) == len(numbers)


def test_what_has_one_name_is_told_apart_and_keeps_its_number() -> None:
    text = """
        def make(n):
            def inner(): return n
            return inner
        made = [make(n) for n in range(20)]
        order = [f() for f in set(made)]
        assert order == [f() for f in set(reversed(made))] or len({*map(hash, made)}) == 20
        assert [{f: f() for f in made}[f] for f in made] == list(range(20))
        print(json.dumps(order))
    """
    assert run(text) == run(text) != run(text, key=3)


def test_a_metaclass_of_itself_has_a_number() -> None:
    """Cython makes one."""
    text = """
        import ctypes
        class Meta(type): pass
        given.include(Meta)
        kind = id(Meta) + object.__basicsize__ - ctypes.sizeof(ctypes.c_void_p)
        ctypes.py_object.from_address(kind).value = Meta
        print(json.dumps(isinstance(Meta, Meta) and hash(Meta) == hash(Meta)))
    """
    assert run(text) is True


def test_an_address_that_is_used_again_has_another_number() -> None:
    text = """
        numbers = set()
        for n in range(300):
            made = type(f"Made{n}", (), {})
            numbers.add(hash(made))
            del made
            gc.collect(0) if n % 20 else gc.collect()
        assert len(given._watches) < 100, "what is gone is forgotten"
        print(json.dumps(len(numbers)))
    """
    assert run(text) == 300


def test_counts_begin_anew_for_what_has_no_name_of_its_own() -> None:
    text = """
        def make():
            def inner(): pass
            return inner
        class Top: pass
        first, top = make(), hash(Top)
        number = hash(first)
        given.restart("target")
        one = hash(make())
        given.restart("")
        given.restart("target")
        assert hash(Top) == top
        assert hash(first) == number != one
        print(json.dumps(hash(make()) == one))
    """
    assert run(text) is True


def test_every_frame_that_asks_is_told() -> None:
    text = """
        def asks():
            return hash(asks)
        assert asks() == asks() != id(asks) >> 4
        print(json.dumps([frame.f_code.co_name for frame in frames]))
    """
    assert "asks" in run(text, noting=True)


def test_children_that_are_forked_go_on() -> None:
    text = """
        import os
        class A: pass
        number = hash(A)
        if (pid := os.fork()) == 0:
            class B: pass
            os._exit(0 if hash(A) == number and hash(B) == hash(B) else 1)
        print(json.dumps(os.waitpid(pid, 0)[1]))
    """
    assert run(text) == 0


def test_static_types_methods_and_nan_have_numbers_and_are_found_where_they_were_filed() -> None:
    text = """
        import collections
        class Plain:
            def method(self): pass
        nan, one, two = float("nan"), Plain(), Plain()
        numbers = [hash(x) for x in (int, (int, 1), len, str.lower, nan, one.method, two.method, [].append)]
        assert len(set(numbers)) == len(numbers)
        assert hash(one.method) == hash(one.method) and {one.method: 1}[one.method] == 1
        assert hash(1.5) == hash(Fraction(3, 2)) and hash(2.0) == 2
        assert [filed[key] for key in (int, len, old.__call__, (str, 1), float)] == [1, 2, 3, 4, 5]
        assert counted[bytes] == 2 and str in members and frozenset([bool]) in members
        print(json.dumps(numbers[:4]))
    """
    before = """
        from fractions import Fraction
        filed = collections.OrderedDict([(int, 1), (len, 2), (old.__call__, 3), ((str, 1), 4), (float, 5)])
        counted = collections.defaultdict(int, {bytes: 2})
        members = {str, frozenset([bool])}
    """
    first, other = run(text, before=before), run(text, key=2, before=before)
    assert run(text, before=before, PYTHONHASHSEED="3")[:1] == first[:1]
    assert not set(first) & set(other)


def test_the_interpreter_itself_may_ask_before_any_python_runs() -> None:
    """A new thread that begins with the function has nothing above it either."""
    noted: list[Any] = []
    answers: queue.SimpleQueue[int] = queue.SimpleQueue()

    def known(address: int) -> int:
        answers.put(address)
        return address

    _thread.start_new_thread(pointers._noted(known, noted.append), (7,))
    assert answers.get(timeout=60) == 7
    assert noted == []
