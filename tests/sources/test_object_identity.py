"""Addresses: `id()`, default hashes and representations, and the order of sets that follows."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from source_contract import SourceContract

if TYPE_CHECKING:
    from collections.abc import Callable

    from source_contract import Bench

KINDS = """
        import abc
        import asyncio
        import copy
        import ctypes_free
        import dataclasses
        import enum
        import functools
        import gc
        import hashlib
        import inspect
        import logging
        import pickle
        import threading
        import typing
        import weakref
        from concurrent.futures import ThreadPoolExecutor, wait

        class Plain:
            def __init__(self, n):
                self.n = n

        class Slotted:
            __slots__ = ("n",)
            def __init__(self, n):
                self.n = n

        class WeakSlotted:
            __slots__ = ("n", "__weakref__")
            def __init__(self, n):
                self.n = n

        class Old(object):
            def __init__(self, n):
                self.n = n

        class Derived(Plain):
            pass

        class Abstract(abc.ABC):
            def __init__(self, n):
                self.n = n

        class Box(typing.Generic[typing.TypeVar("T")]):
            def __init__(self, n):
                self.n = n

        @dataclasses.dataclass(eq=False)
        class Record:
            n: int

        @dataclasses.dataclass
        class Unhashable:
            n: int

        @dataclasses.dataclass(frozen=True)
        class Frozen:
            n: int

        class Equal:
            def __init__(self, n):
                self.n = n
            def __eq__(self, other):
                return self.n == other.n
            def __hash__(self):
                return hash(self.n)

        class Pair(typing.NamedTuple):
            a: int
            b: int

        class Color(enum.Enum):
            RED = 1
            BLUE = 2

        @typing.runtime_checkable
        class Named(typing.Protocol):
            n: int

        class Failure(Exception):
            pass
"""
KINDS = KINDS.replace("        import ctypes_free\n", "")


class TestObjectIdentity(SourceContract):
    source = "object-identity"
    other_order = True
    probes = (
        KINDS
        + """
        def plain():
            return [x.n for x in {Plain(i) for i in range(10)}]  # HERE

        def slotted():
            return [x.n for x in {Slotted(i) for i in range(10)}]  # HERE

        def old():
            return [x.n for x in {Old(i) for i in range(10)}]  # HERE

        def derived():
            return [x.n for x in {Derived(i) for i in range(10)}]  # HERE

        def abstract():
            return [x.n for x in {Abstract(i) for i in range(10)}]  # HERE

        def generic():
            return [x.n for x in {Box(i) for i in range(10)}]  # HERE

        def record():
            return [x.n for x in {Record(i) for i in range(10)}]  # HERE

        def local():
            class Inner:
                def __init__(self, n):
                    self.n = n
            return [x.n for x in {Inner(i) for i in range(10)}]  # HERE

        def by_id():
            return [x.n for x in sorted([Plain(i) for i in range(10)], key=id)]  # HERE

        def ids_of_arrays():
            import numpy as np
            arrays = [np.full(1, i) for i in range(10)]
            table = {id(a): int(a[0]) for a in arrays}
            return [table[key] for key in sorted(id(a) for a in arrays)]  # HERE

        def methods():
            things = [Plain(i) for i in range(9)]
            return [method.__self__.n for method in {thing.__init__ for thing in things}]  # HERE

        def methods_of_lists():
            return [add.__self__[0] for add in {[i].append for i in range(9)}]  # HERE

        def functions_in_c():
            return [f.__name__ for f in {len, sum, min, max, abs, any, all, sorted, iter, next}]  # HERE

        def methods_of_types():
            return [f.__name__ for f in {str.lower, str.upper, str.strip, str.split, str.join}]  # HERE

        def static_types():
            return [t.__name__ for t, _ in {(t, 1) for t in (int, str, float, list, dict, bytes)}]  # HERE

        def nans():
            found = [float("nan") for _ in range(9)]
            return [[nan is one for one in found].index(True) for nan in set(found)]  # HERE

        def nans_of_numpy():
            import numpy as np
            found = list(np.full(9, np.nan))
            return [[nan is one for one in found].index(True) for nan in set(found)]  # HERE

        def functions_of_numpy():
            import numpy as np
            return [f.__name__ for f in {np.sin, np.cos, np.tan, np.exp, np.log, np.sqrt, np.abs}]  # HERE

        def other_floats():
            return sorted({1.5, 2.5, 3.5}) + [{2.0: 1}[2], hash(0.5) == hash(2 ** -1)]

        def shown():
            return repr(Plain(1)).partition(" at ")[::2]  # HERE

        def shown_in_c():
            lock, numbers = threading.Lock(), (n for n in range(3))
            return [
                hashlib.md5(repr({"activation": shown}).encode()).hexdigest(),  # HERE
                str(lambda x: x),  # HERE
                f"{lock}",  # HERE
                str(numbers),  # HERE
                "%s" % functools.partial(shown),  # HERE
                str([].append),  # HERE
                str(logging.Formatter()),  # HERE
            ]

        def tensors():
            import torch
            return [int(t) for t in {torch.tensor(i) for i in range(10)}]  # HERE

        def modules():
            import torch
            return [m.in_features for m in {torch.nn.Linear(i + 1, 1) for i in range(10)}]  # HERE

        def micrograd():
            class Value:
                def __init__(self, data, children=()):
                    self.data, self.parents = data, set(children)  # HERE
            value = Value(0.1)
            for i in range(30):
                value = Value(value.data + i, (value, Value(i), Value(-i)))
            order = []
            def visit(v):
                order.append(v.data)
                for parent in v.parents:
                    visit(parent)
            visit(value)
            return order

        def functions():
            made = []
            for i in range(10):
                def f(): pass
                f.i = i
                made.append(f)
            return [f.i for f in set(made)]  # HERE

        def classes():
            class Meta(type):
                pass
            class Made(metaclass=Meta):
                pass
            kinds = [Plain, Slotted, Old, Derived, Abstract, Box, Record, Frozen, Equal, Color, Failure, Made]
            names = set(kinds)  # HERE
            return [kind.__name__ for kind in names]

        def classes_of_libraries():
            import html.parser
            import imaplib
            import mailbox
            import poplib
            import sched
            import xml.sax
            known = [html.parser.HTMLParser, imaplib.IMAP4, mailbox.Mailbox, mailbox.Maildir, mailbox.mbox]
            known += [poplib.POP3, sched.scheduler, xml.sax.SAXException]
            kinds = set()
            for kind in known:  # that nothing has imported before; of few the orders agree by chance
                kinds.add(kind)  # HERE
            return [kind.__name__ for kind in kinds]

        def table_of_classes():
            table = {Plain: 1, Slotted: 2}
            return [table[Plain], table.get(Slotted), Plain in table, isinstance(Plain(1), Abstract)]

        def futures():
            with ThreadPoolExecutor(3) as pool:
                pending = {pool.submit(int, i) for i in range(10)}  # HERE
                return [future.result() for future in pending]

        def waited_for():
            with ThreadPoolExecutor(3) as pool:
                done, _ = wait([pool.submit(int, i) for i in range(10)])  # HERE
                return [future.result() for future in done]

        def waited_for_the_first_failure():
            with ThreadPoolExecutor(3) as pool:
                pending = [pool.submit(int, i) for i in range(10)]
                done, rest = wait(pending, return_when="FIRST_EXCEPTION")  # HERE
                return [future.result() for future in done] + [len(rest)]

        def steady_wait_for_the_first():
            with ThreadPoolExecutor(3) as pool:
                futures = [pool.submit(int, i) for i in range(10)]
                wait(futures, return_when="FIRST_COMPLETED")  # HERE
                return [future.result() for future in futures]

        async def _number(i):
            return i

        def tasks():
            async def every():
                pending = {asyncio.create_task(_number(i)) for i in range(10)}  # HERE
                return [await task for task in pending]
            return asyncio.run(every())

        def tasks_waited_for():
            async def every():
                done, _ = await asyncio.wait([asyncio.create_task(_number(i)) for i in range(10)])  # HERE
                return [task.result() for task in done]
            return asyncio.run(every())

        def tasks_waited_for_the_first_failure():
            async def every():
                tasks = [asyncio.create_task(_number(i)) for i in range(10)]
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)  # HERE
                return [task.result() for task in done]
            return asyncio.run(every())

        def tasks_in_order():
            async def every():
                tasks = {i: asyncio.create_task(_number(i)) for i in range(10)}
                return [await task for task in tasks.values()]
            return asyncio.run(every())

        def steady_membership():
            seen = set()
            objects = [Plain(i) for i in range(10)]
            for x in objects:
                seen.add(x)  # HERE
            return [x in seen for x in objects] + [Plain(1) in seen]

        def table():
            objects = [Plain(i) for i in range(10)]
            table = {x: x.n for x in objects}
            by_id = {id(x): x.n for x in objects}
            return [table[x] for x in objects] + [by_id[id(x)] for x in objects]

        def values_of_their_own():
            return [
                sorted(x.n for x in {Frozen(i) for i in range(5)}),
                Frozen(1) in {Frozen(1)},
                Equal(2) in {Equal(2)},
                len({Pair(1, 2), Pair(1, 2)}),
                Color.RED in {Color.RED: 1},
                isinstance(Plain(3), Named),
            ]

        def what_a_class_says_of_itself():
            def takes(call):
                try:
                    call()
                except TypeError as error:
                    return str(error)
            class Empty:
                pass
            return [
                takes(lambda: hash(Unhashable(1))),
                takes(lambda: Empty(1)),
                hasattr(Empty(), "__slots__"), "__hash__" in vars(Empty), "__dict__" in dir(Slotted(1)),
                inspect.getdoc(Empty), [c.__name__ for c in Empty.__mro__], str(Empty.__bases__),
                [c.__name__ for c in Failure.__mro__], [c.__name__ for c in Pair.__mro__],
                str(inspect.signature(Plain)), pickle.loads(pickle.dumps(Plain(3))).n,
                pickle.loads(pickle.dumps(Slotted(3))).n, copy.deepcopy(Slotted(4)).n,
                Unhashable(1) == Unhashable(1),
            ]

        def cycles_through_a_memo():
            class Node:
                def __init__(self):
                    self.other = None
                def __deepcopy__(self, memo):
                    twin = memo[id(self)] = Node()
                    twin.other = copy.deepcopy(self.other, memo)
                    return twin
            a = Node()
            a.other = Node()
            a.other.other = a
            b = copy.deepcopy(a)
            return b.other.other is b
        """
    )

    def test_a_class_is_what_it_was(self, trials: Any) -> None:
        told = trials.varied.answers["what_a_class_says_of_itself"]
        assert told == [
            "unhashable type: 'Unhashable'",
            "Empty() takes no arguments",
            *(False, False, False, None, ["Empty", "object", "object"], "(<class 'object'>,)"),
            *(["Failure", "Exception", "BaseException", "object"], ["Pair", "tuple", "object"]),
            *("(n)", 3, 3, 4, True),
        ]


LIVES = """
        import gc

        class Node:
            def __init__(self, n):
                self.n, self.me = n, self

        class Slotted:
            __slots__ = ("n",)
            def __init__(self, n):
                self.n = n

        def churn():
            import random
            junk = [bytes(random.randrange(900)) for _ in range(2000)]
            orders = []
            for i in range(300):
                orders.append([x.n for x in {Node(n) for n in range(4)} | {Slotted(9), Slotted(8)}])
                junk[random.randrange(2000)] = None
                if i % 50 == 0:
                    gc.collect()
            return orders
"""


def test_a_new_object_where_another_lay_has_a_number_of_its_own(bench: Callable[..., Bench]) -> None:
    made = bench(LIVES)
    recorded = made.record()
    orders = recorded.answers["churn"]
    assert len({tuple(order) for order in orders}) > 50, "numbers follow objects, not addresses"
    from pytest_repro.trials.planner import Atom

    assert made.replay(recorded, (Atom("object-identity"),)).answers["churn"] == orders


ADDRESSES = """
        class Job:
            def __init__(self, i):
                self.i = i
            def run(self):
                return self.i

        def _bound_methods(count):
            made = [Job(i).run for i in range(count)]
            return [run() for run in set(made)]

        def two():
            return _bound_methods(2)

        def three():
            return _bound_methods(3)

        def ten():
            return _bound_methods(10)
"""


def test_the_layout_of_memory_is_another_one_in_each_trial(bench: Callable[..., Bench]) -> None:
    """Bound methods cannot be given numbers: ten layouts give at least these many orders of a set."""
    made = bench(ADDRESSES)
    trials = [made.vary().answers for _ in range(10)]
    for probe, least in (("two", 2), ("three", 3), ("ten", 9)):
        assert len({tuple(answers[probe]) for answers in trials}) >= least


LATER = """
        class Node:
            def __init__(self, n):
                self.n = n

        def seen_before():
            nodes = [Node(i) for i in range(20)]
            others = [Node(i) for i in range(20)]
            known = set(nodes) | set(others)
            assert len(known) == 40
            return [[x.n for x in set(nodes)], [x.n for x in set(others)]]
"""


def test_objects_are_replayed_at_a_line_that_did_not_meet_them_first(bench: Callable[..., Bench]) -> None:
    from pytest_repro.trials.planner import Atom

    made = bench(LATER)
    recorded = made.record()
    *_, last = sorted(recorded.lines("object-identity"))
    replayed = made.replay(recorded, (Atom("object-identity", "", str(made.project / "probes.py"), last),))
    assert replayed.answers == recorded.answers


TUPLES_OF_NONE = """
    import dataclasses, typing

    @dataclasses.dataclass(frozen=True)
    class Setting:
        width: int
        dropout: typing.Optional[float] = None

    def tuples():
        return [pair[1] for pair in {(None, n) for n in range(20)}]

    def settings():
        return [one.width for one in {Setting(n) for n in range(20)}]

    def membership():
        return [None in {None, 3}, {None: 1}[None], {(1, None): 2}[1, None]]
    """


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None hashes to a constant")
def test_none_is_replayed_where_it_hashes_by_its_address(bench: Callable[..., Bench]) -> None:
    from pytest_repro.trials.planner import Atom

    made = bench(TUPLES_OF_NONE)
    recorded = made.record()
    assert made.replay(recorded, (Atom("object-identity"),)).answers == recorded.answers
    assert made.vary().answers != recorded.answers


class TestAddressesOfData(SourceContract):
    source = "object-identity"
    other_order = True
    probes = """
        import numpy as np
        import torch

        def arrays():
            array = np.arange(10.0)
            return [
                array.ctypes.data,  # HERE
                array.__array_interface__["data"][0],  # HERE
            ]

        def tensors():
            tensor = torch.arange(10.0)
            return [
                tensor.data_ptr(),  # HERE
                tensor.untyped_storage().data_ptr(),  # HERE
                {tensor.data_ptr(): 1}.popitem()[0],  # HERE
            ]

        def by_address():
            tensors = [torch.full((i + 1,), i) for i in range(9)]
            return sorted(tensor.data_ptr() for tensor in tensors)  # HERE

        def steady_uses():
            array = np.arange(4.0)
            described = array.__array_interface__  # HERE
            return [described["shape"], described["typestr"], np.asarray(array) is array,
                    array.ctypes.shape[0], torch.from_numpy(array).sum().item(), array[1:].tolist()]
        """

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def installed(cls) -> None:
        pytest.importorskip("torch")


def test_what_digests_of_ours_ask_is_no_question_of_the_program() -> None:
    """They read what lies at the address: a recorded one would be another place in memory."""
    torch = pytest.importorskip("torch")
    from pytest_repro.interpose.data_addresses import DataAddresses
    from pytest_repro.interpose.patches import Patches

    asked: list[str] = []
    tap = SimpleNamespace(ask=lambda name, real: (asked.append(name), 4711)[1])
    addresses = DataAddresses(tap, SimpleNamespace(is_user_file=lambda file: True))  # type: ignore[arg-type]
    patches = Patches()
    addresses._watch_torch(torch, patches)
    try:
        tensor = torch.ones(3)
        ours = {"__name__": "pytest_repro.traces.tensors", "tensor": tensor}
        assert eval("tensor.data_ptr()", ours) != 4711
        assert asked == []
        assert tensor.data_ptr() == 4711
    finally:
        patches.undo()
        addresses.uninstall()
