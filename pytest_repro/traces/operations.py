"""Every torch operation, forward and backward, with digests of what goes in and what comes out."""

from __future__ import annotations

import marshal
import sys
from typing import TYPE_CHECKING, Any

from xxhash import xxh3_128_digest

from pytest_repro.traces.dispatch import answer_for, replace_question
from pytest_repro.traces.event import Key
from pytest_repro.traces.operators import NEGATES, Operator, operator_of
from pytest_repro.traces.tensors import UNREAD

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_repro.interpose.patches import Patches
    from pytest_repro.interpose.sites import Place, SiteFinder
    from pytest_repro.traces.calls import Here
    from pytest_repro.traces.digest import Digester
    from pytest_repro.traces.dispatch import Rule
    from pytest_repro.traces.recorder import Recorder
    from pytest_repro.traces.tensors import Kind

BACKWARD = "in the backward of"
_MAX_FORWARD_SITES = 200_000
_NUMBERS = (int, float, complex, str)
_PLAIN = frozenset((*_NUMBERS, bool))


class Operations:
    """A dispatch mode: it sees operations below autograd, so those of the backward pass too."""

    def __init__(self, recorder: Recorder, finder: SiteFinder, here: Here, digester: Digester) -> None:
        self._recorder = recorder
        self._finder = finder
        self._here = here
        self._digester = digester
        self._known: dict[int, Operator] = {}
        self._forward: dict[int, Place] = {}
        self._torch: Any = None
        self._tensors: Any = None
        self._digest: Any = None
        self._modes: list[Any] = []
        self._mode: Any = None
        self._answer: Any = None

    def start(self, torch: Any) -> None:
        """Trace the operations of this thread."""
        if self._torch is None:
            self._torch = torch
            self._tensors = self._digester.tensors
            self._tensors.negatives.clear()  # from now on each that is made is seen
            self._digest = self._tensors.digest
            self._tensor_class = torch.Tensor
            self._usual = self._tensors.classes
            self._idle = frozenset((type(None), torch.dtype, torch.layout, torch.device, torch.memory_format))
            self._node = torch._C._current_autograd_node
            self._grad_enabled = torch.is_grad_enabled
            self._sequence = torch.autograd._get_sequence_nr
            self._site = self._siting()
            self._mode = self._mode_class()
        mode = self._mode()
        mode.__enter__()
        self._modes.append(mode)

    def stop(self) -> None:
        while self._modes:
            self._modes.pop().__exit__(None, None, None)

    def in_thread(self) -> Any:
        """A context manager that traces the operations of another thread; a mode holds in one only."""
        return self._mode()

    def _mode_class(self) -> Any:
        class Traced(self._torch.utils._python_dispatch.TorchDispatchMode):  # type: ignore[misc,name-defined]
            supports_higher_order_operators = True

            @classmethod
            def ignore_compile_internals(cls) -> bool:
                # Else torch.compile would give way to the mode, or with fullgraph=True raise.
                return True

            @classmethod
            def _should_skip_dynamo(cls) -> bool:
                # Nothing is compiled while a mode is active: the guard against it costs two calls each time.
                return False

            def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
                return answer(func, Traced)(self, func, types, args, kwargs)

        answer = answer_for(Traced, self._rule)
        self._answer = answer
        return Traced

    def ask_directly(self, patches: Patches) -> None:
        """Let torch call what traces an operation at once, not by way of the mode."""
        replace_question(patches, self._answer)

    def _rule(self, func: Any, hook: Any) -> Rule:
        """What is done in the place of an operation; ``hook``: that of ``sys.settrace``, paused meanwhile."""
        operator = self._known.get(id(func))
        if operator is None:
            operator = self._known[id(func)] = operator_of(self._torch, func)
            if operator.name == NEGATES:
                self._tensors.negatives.append(True)
        if operator.skipped:  # nearly every other operation is a view or a detach
            return _passing(operator.call)
        return self._renewing(operator.call) if operator.renews else self._tracing(operator, hook)

    def _renewing(self, call: Callable[..., Any]) -> Rule:
        untraced = self._untraced

        def renew(mode: Any, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
            return untraced(call, args, kwargs)

        return renew

    def _tracing(self, operator: Operator, hook: Any) -> Rule:
        """What traces an operation. It holds all that it needs: to look that up costs as much as a digest."""
        here, recorder, usual, whole = self._here, self._recorder, self._usual, self._tensor_class
        digest, site, take, outputs_of = self._digest, self._site, self._take, self._outputs
        numbers, add, number_of = recorder.numbers.get, recorder.add, recorder.number
        untraced, settrace, idle, forget = self._untraced, sys.settrace, self._idle, self._tensors.forget
        call, foreign, overwrites = operator.call, operator.foreign, operator.overwrites
        makes, in_place = not operator.written, operator.in_place

        def trace(mode: Any, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
            now = here.__dict__  # of this thread; to ask for each costs three times as much
            if now["busy"]:
                return untraced(call, args, kwargs)
            kinds: list[Kind] = []
            parts: list[bytes] = []
            plain: list[Any] = []
            for value in (*args, *kwargs.values()) if kwargs else args:
                cls = type(value)
                if cls in usual:
                    parts.append(digest(value, kinds))
                elif cls in _PLAIN:
                    plain.append(value)
                elif cls not in idle:
                    take(value, kinds, parts, plain)
            if overwrites:
                del parts[:1]
            # Where one cannot be read, that the others are equal says nothing.
            inputs = UNREAD if UNREAD in parts else _joined(parts, plain)
            if foreign:
                settrace(hook)
            result = call(*args, **kwargs) if kwargs else call(*args)
            if foreign:
                settrace(None)
            if makes and type(result) is whole:
                outputs = digest(result, [], True)
            elif in_place and args and result is args[0]:
                forget(result)
                outputs = digest(result, [], True, True)
            else:
                outputs = outputs_of(operator, args, kwargs, result)
            place, node = site()
            handle = (operator, place, node, *kinds)
            number = numbers(handle)
            if number is None:
                number = number_of(handle, _key(operator.name, place, node, kinds))
            now["operations"] += 1
            add(number, now["call"], inputs, outputs)
            return result

        return trace

    def _untraced(self, call: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        result = call(*args, **kwargs) if kwargs else call(*args)
        self._forget((result,))
        return result

    def _take(self, value: Any, kinds: list[Kind], parts: list[bytes], plain: list[Any]) -> None:
        """Digests of tensors, and plain values, in order, out of nested lists and tuples."""
        cls = type(value)
        if cls in _PLAIN:
            plain.append(value)
        elif cls is list or cls is tuple or isinstance(value, (list, tuple)):
            for item in value:
                self._take(item, kinds, parts, plain)
        elif isinstance(value, self._tensor_class):
            parts.append(self._digest(value, kinds))
        elif isinstance(value, _NUMBERS):
            plain.append(repr(value))

    def _outputs(self, operator: Operator, args: Any, kwargs: Any, result: Any) -> bytes:
        changed = bool(operator.written)
        made: list[Any] = []
        plain: list[Any] = []
        self._sort((result,), made, plain)
        if changed:
            # Most give back what they wrote to, foreach operations nothing; what was read is as it was.
            self._sort(operator.written_of(args, kwargs or {}), made, [])
            made = list({id(tensor): tensor for tensor in made}.values())
            for tensor in made:
                self._tensors.forget(tensor)
        return _joined([self._digest(tensor, [], True, changed) for tensor in made], plain)

    def _sort(self, values: Any, tensors: list[Any], plain: list[Any]) -> None:
        for value in values:
            cls = type(value)
            if cls in self._usual or isinstance(value, self._tensor_class):
                tensors.append(value)
            elif cls in _PLAIN:
                plain.append(value)
            elif isinstance(value, _NUMBERS):
                plain.append(repr(value))
            elif isinstance(value, (list, tuple)):
                self._sort(value, tensors, plain)

    def _forget(self, values: Any) -> None:
        tensors: list[Any] = []
        self._sort(values, tensors, [])
        for tensor in tensors:
            self._tensors.forget(tensor)

    def _siting(self) -> Callable[[], tuple[Place | None, str]]:
        """A closure as well."""
        node_now, grad_enabled, sequence = self._node, self._grad_enabled, self._sequence
        forward, find = self._forward, self._finder.place

        def site() -> tuple[Place | None, str]:
            """The line that runs; in the backward, that of the operation taken back, and its name."""
            node = node_now()
            if node is None:
                place = find(4)
                if place is not None and grad_enabled():
                    if len(forward) >= _MAX_FORWARD_SITES:
                        forward.clear()
                    # Its node has been made already; a later operation without one must not pass for it.
                    forward.setdefault(sequence() - 1, place)
                return place, ""
            try:
                place = forward.get(node._sequence_nr())
            except AttributeError:  # of a function of the user's
                place = None
            return place or find(4), node.name()

        return site

    def opaque(self) -> list[str]:
        """Operators of a higher order that were met: what is done within them is not seen."""
        names = sorted({operator.name for operator in self._known.values() if operator.opaque})
        return [f"operations within torch's {', '.join(names)} are not traced"] if names else []

    def digest(self, tensor: Any) -> bytes:
        """Of a tensor's values; a large one that an operation has just made is not read again."""
        digest: bytes = self._digest(tensor, [])
        return digest


def _passing(call: Callable[..., Any]) -> Rule:
    def passed(mode: Any, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return call(*args, **kwargs) if kwargs else call(*args)

    return passed


def _joined(parts: list[bytes], plain: list[Any]) -> bytes:
    if plain:
        # Version 2 knows nothing of references: equal values give equal bytes.
        parts.append(marshal.dumps(plain, 2))
    elif len(parts) == 1:
        return parts[0]
    return bytes(xxh3_128_digest(b"".join(parts)))


def _key(name: str, place: Place | None, node: str, kinds: list[Kind]) -> Key:
    shown = ", ".join([kind.shown for kind in kinds])
    what = f"{name} {BACKWARD} {node}" if node else name
    if place is None:
        return Key("operation", "", 0, "", what, shown)
    return Key("operation", place.file, place.line, place.function, what, shown)
