"""Calls, lines and returns of the user's own functions, with digests of the variables that they hold.

Of each function the first lines that run are traced with every variable, so that the line is known after
which the first value differs; of later calls only what goes in and comes out; then nothing. Where operations
of torch tell what a call did, with the lines that they come from, fewer calls and lines are enough.
"""

from __future__ import annotations

import inspect
import itertools
import threading
from dataclasses import dataclass, field
from types import BuiltinFunctionType, FunctionType, MethodType, MethodWrapperType, ModuleType
from typing import TYPE_CHECKING, Any

import xxhash

from pytest_repro.counting import counted
from pytest_repro.interpose.looking import Looking
from pytest_repro.interpose.patches import StandIn
from pytest_repro.traces.digest import Budget, Moment
from pytest_repro.traces.event import Key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import CodeType, FrameType

    from pytest_repro.traces.digest import Digester
    from pytest_repro.traces.recorder import Recorder
    from pytest_repro.traces.streams import Streams

MAX_LINES = 400
"""Line events of one function."""
MAX_CALLS = 2_000
"""Calls of one function of which anything is noted."""
OPERATIONS = 3
"""Of torch, from which on a call or a line counts for several."""
COVERED_CALLS, COVERED_LINES = 100, 20
"""As many as it counts for."""
LINE_BYTES = 64 << 20
CALL_BYTES = 128 << 20
RETURNED = "return"
"""Stands for what a call returns, where variables and their parts have their names."""
GONE = b""
"""Of a part that its variable does not have any more."""
_CODES = (ModuleType, type, StandIn, FunctionType, BuiltinFunctionType, MethodType, MethodWrapperType)
_CODE: dict[type, bool] = {}
"""Of classes, whether their objects are modules, classes or functions."""
_CLASSES = 5_000
"""Of which that is remembered at most: some libraries make one for each object."""
_ATOMS = (int, float, str, bool, type(None), complex, bytes)


@dataclass
class Function:
    """What is left of the bounds for one function."""

    name: str
    arguments: tuple[str, ...]
    free: tuple[str, ...] = ()
    """Of these, variables of the function in which it was made."""
    lines: int = MAX_LINES
    calls: int = MAX_CALLS
    lines_noted: int = 0
    calls_noted: int = 0
    ended: bool = False
    line_budget: Budget = field(default_factory=lambda: Budget(LINE_BYTES))
    call_budget: Budget = field(default_factory=lambda: Budget(CALL_BYTES))


@dataclass
class Call:
    """One call under way."""

    number: int
    function: Function
    entered: bytes
    """Digest of the arguments as they came in."""
    line: int
    by_line: bool
    operations: int
    """That the thread had done before the call."""
    operations_before: int
    """And before the line that runs."""
    variables: dict[str, bytes] = field(default_factory=dict)
    state: bytes = b""
    atoms: dict[str, tuple[object, bytes]] = field(default_factory=dict)
    """Small immutable values by identity: they need no second digest."""


class Here(threading.local):
    """What the running thread is doing."""

    busy = False
    """Whether it is digesting: code of the user's that this calls is not traced."""
    call = 0
    """Number of the innermost call that is being traced; 0 if there is none."""
    operations = 0
    """How many operations of torch have been traced."""

    def __init__(self) -> None:
        # Where they are needed often they are taken from the thread's own variables.
        self.busy, self.call, self.operations = False, 0, 0
        self.stack: list[int] = []
        """Numbers of the calls under way that are traced."""


class Calls:
    """Called by a hook of the interpreter at calls, lines and returns in the user's files."""

    def __init__(
        self, recorder: Recorder, digester: Digester, streams: Streams, looking: Looking | None = None
    ) -> None:
        self._looking = looking or Looking()
        self._recorder = recorder
        self._digester = digester
        self._streams = streams
        self._functions: dict[int, tuple[CodeType, Function]] = {}
        self._open: dict[FrameType, Call] = {}
        self._numbers = itertools.count(1)
        self.here = Here()
        self.too_deep = 0
        """Calls and lines for which the program left no room on the stack."""
        self.lost = False
        """Whether the main thread was traced no more before it was over."""
        self.done_with: Callable[[FrameType], None] = lambda frame: None
        """Called with a frame of which no more lines will be looked at."""

    def unseen(self) -> list[str]:
        """What could not be traced, each a sentence."""
        deep = f"{counted(self.too_deep, 'step')} deep in a recursion had no room on the stack to be traced"
        lost = "the trace ends where the recursion left no room for it, or the program set a trace of its own"
        return [text for text, true in ((deep, self.too_deep), (lost, self.lost)) if true]

    def function(self, code: CodeType) -> Function:
        known = self._functions.get(id(code))
        if known is None:
            count = code.co_argcount + code.co_kwonlyargcount
            count += bool(code.co_flags & inspect.CO_VARARGS) + bool(code.co_flags & inspect.CO_VARKEYWORDS)
            name = getattr(code, "co_qualname", code.co_name)
            # The code object is kept, so that its id stays its own.
            free = tuple(n for n in code.co_freevars if n != "__class__")
            known = self._functions[id(code)] = (
                code,
                Function(name, (*code.co_varnames[:count], *free), free),
            )
        return known[1]

    def entered(self, frame: FrameType) -> tuple[bool, bool]:
        """Whether this call's return, and whether its lines, are to be told to us."""
        code = frame.f_code
        function = self.function(code)
        if self.here.busy:
            return False, False
        if function.calls <= 0:
            if not function.ended:
                function.ended = True
                self._recorder.end_of(f"calls of {function.name}", function.calls_noted)
            return False, False
        function.calls -= 1
        function.calls_noted += 1
        by_line = function.lines > 0 and function.line_budget.left > 0
        parent = self.here.call
        moment = Moment()
        self.here.busy = True
        self._looking.begins()
        try:
            values = _named(frame.f_locals, function.arguments)
            digests = self._named(values, function, moment)
            done = self.here.operations
            call = Call(next(self._numbers), function, _joined(digests), frame.f_lineno, by_line, done, done)
            self._streams.note(code.co_filename, code.co_firstlineno, function.name, parent)
            detail = {
                "parent": parent,
                "at": self._caller_line(frame) if parent else 0,
                "variables": _shortened(digests),
            }
            if function.free:
                detail["free"] = function.free
            if code.co_flags & inspect.CO_COROUTINE and frame.f_lineno != code.co_firstlineno:
                detail["goes_on"] = True
            self._add("call", frame, code.co_firstlineno, call, inputs=call.entered, detail=detail)
            if by_line:
                self._look(frame, call, moment)
            else:
                self.done_with(frame)
        finally:
            self._looking.ends()
            self.here.busy = False
        self._open[frame] = call
        self.here.stack.append(call.number)
        self.here.call = call.number
        return True, by_line

    def _caller_line(self, frame: FrameType) -> int:
        """The line of the innermost traced call, between which and this one may be code of libraries."""
        outer = frame.f_back
        while outer is not None and outer not in self._open:
            outer = outer.f_back
        return 0 if outer is None else outer.f_lineno

    def at_line(self, frame: FrameType, line: int) -> bool:
        """The line before has run. Whether more lines are to be told."""
        call = self._open.get(frame)
        if call is None or not call.by_line or self.here.busy:
            return False
        self._line_ran(frame, call, Moment())
        call.line = line
        return call.by_line

    def left(self, frame: FrameType, value: object) -> None:
        """The call returns, yields or, with nothing, raises."""
        call = self._open.pop(frame, None)
        if call is None:
            return
        stack = self.here.stack
        while stack and stack.pop() != call.number:
            pass
        self.here.call = stack[-1] if stack else 0
        if self.here.busy:
            return
        moment = Moment()
        if call.by_line:
            self._line_ran(frame, call, moment)
        self.here.busy = True
        self._looking.begins()
        try:
            self._returned(frame, call, value, moment)
        finally:
            self._looking.ends()
            self.here.busy = False

    def _returned(self, frame: FrameType, call: Call, value: object, moment: Moment) -> None:
        function, code = call.function, frame.f_code
        if self.here.operations - call.operations >= OPERATIONS:
            function.calls -= COVERED_CALLS - 1
        given = self._digester.named(RETURNED, value, function.call_budget, moment)
        after = self._named(_named(frame.f_locals, function.arguments), function, moment)
        outputs = bytes(xxhash.xxh3_128_digest(given[RETURNED] + _joined(after)))
        detail = {"value": _shortened(given), "line": call.line}
        self._streams.note(code.co_filename, code.co_firstlineno, function.name, call.number)
        self._add("return", frame, code.co_firstlineno, call, call.entered, outputs, detail)

    def _named(
        self, values: Iterable[tuple[str, object]], function: Function, moment: Moment
    ) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for name, value in values:
            found.update(self._digester.named(name, value, function.call_budget, moment))
        return found

    def _line_ran(self, frame: FrameType, call: Call, moment: Moment) -> None:
        self.here.busy = True
        self._looking.begins()
        try:
            before = call.state
            changed = self._look(frame, call, moment)
            detail = {"changed": _shortened(changed)}
            self._add("line", frame, call.line, call, before, call.state, detail)
        finally:
            self._looking.ends()
            self.here.busy = False
        function, done = call.function, self.here.operations
        function.lines_noted += 1
        function.lines -= COVERED_LINES if done - call.operations_before >= OPERATIONS else 1
        call.operations_before = done
        if function.lines <= 0 or function.line_budget.left <= 0:
            call.by_line = False
            self.done_with(frame)
            self._recorder.end_of(f"lines of {function.name}", function.lines_noted)

    def _look(self, frame: FrameType, call: Call, moment: Moment) -> dict[str, bytes]:
        """Which variables, and parts of them, have another value than at the last look."""
        now: dict[str, bytes] = {}
        for name, value in _shown(frame.f_locals):
            now.update(self._variable(name, value, call, moment))
        changed = {name: digest for name, digest in now.items() if call.variables.get(name) != digest}
        gone = [name for name in call.variables if name not in now]
        if changed or gone or not call.state:
            call.variables, call.state = now, _joined(now)
        return {**changed, **{name: GONE for name in gone if not name.isidentifier()}}

    def _variable(self, name: str, value: object, call: Call, moment: Moment) -> dict[str, bytes]:
        if type(value) not in _ATOMS:
            return self._digester.named(name, value, call.function.line_budget, moment)
        known = call.atoms.get(name)
        if known is not None and known[0] is value:
            return {name: known[1]}
        digest = self._digester.marked(value, call.function.line_budget)
        call.atoms[name] = (value, digest)
        return {name: digest}

    def _add(
        self,
        kind: Any,
        frame: FrameType,
        line: int,
        call: Call,
        inputs: bytes,
        outputs: bytes = bytes(16),
        detail: Any = None,
    ) -> None:
        handle = (kind, frame.f_code.co_filename, line, call.function.name)
        number = self._recorder.numbers.get(handle)
        if number is None:
            key = Key(kind, frame.f_code.co_filename, line, call.function.name, "")
            number = self._recorder.number(handle, key)
        self._recorder.add(number, call.number, inputs or bytes(16), outputs or bytes(16), detail)


def _named(variables: Any, names: tuple[str, ...]) -> Iterator[tuple[str, object]]:
    return ((name, variables[name]) for name in names if name in variables)


def _shown(variables: Any) -> list[tuple[str, object]]:
    """Variables that hold data: neither modules nor functions and classes, nor what the interpreter keeps."""
    return [
        (name, value)
        for name, value in list(variables.items())
        if not name.startswith(("__", "@py", "@pytest", ".")) and not _is_code(value)
    ]


def _is_code(value: object) -> bool:
    cls = type(value)
    known = _CODE.get(cls)
    if known is None:
        if len(_CODE) >= _CLASSES:
            _CODE.clear()
        known = _CODE[cls] = issubclass(cls, _CODES) or _is_method_descriptor(cls)
    return known


def _is_method_descriptor(cls: type) -> bool:
    """As :mod:`inspect` knows them, but no object is asked: its own code may answer, or fail."""
    names = {name for base in cls.__mro__ for name in ("__get__", "__set__") if name in vars(base)}
    return names == {"__get__"}


def _shortened(digests: dict[str, bytes]) -> dict[str, str]:
    return {name: digest.hex()[:16] + digest[16:].decode() for name, digest in digests.items()}


def _joined(digests: dict[str, bytes]) -> bytes:
    names = sorted(digests)
    values = b"".join([digests[name] for name in names])
    return bytes(xxhash.xxh3_128_digest("\0".join(names).encode() + values))
