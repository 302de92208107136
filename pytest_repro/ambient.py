"""What the three ambient random streams have in common: a state that can be read, set and stirred."""

from __future__ import annotations

import functools
import os
import threading
from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from pytest_repro.interpose.tap import Tap
from pytest_repro.interpose.twisters import ALL_BITS, LOWER_BITS
from pytest_repro.model import Axis
from pytest_repro.source import Source, Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_repro.model import Json

T = TypeVar("T")

# Bound now: in a trial the function of that name gives recorded answers.
_entropy = os.urandom


class AmbientStream(Source):
    """A global random stream, seeded from entropy when its library is imported.

    A fresh interpreter varies it by itself. It is replayed by setting the state that was recorded when the
    library was imported, and again the one recorded when the target's set-up began. Draws count as drawn
    from the *ambient* stream only until the program seeds it.

    Replayed at some sites alone, it moves on at the others as recorded, and what is drawn there is taken from
    another stream.

    A varied trial that is not recorded still notices whether the target drew before anybody had seeded, by
    the state alone. Its states can be the settings of another trial, which then draws the same numbers, or
    such as are as unlike them as can be.
    """

    module: str
    by_site = True
    draws_numbers = True
    seeding: ClassVar[frozenset[str]] = frozenset()
    """Names of functions that seed the stream."""
    reading: ClassVar[frozenset[str]] = frozenset()
    """Names of functions that neither seed nor draw."""
    turns: ClassVar[tuple[int, ...]] = (ALL_BITS, LOWER_BITS)
    """Bits of the outputs that trials one after the other have otherwise than the one that agreed."""
    suspicion = 3

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.tap = Tap(stage.finder, sink=stage.sink)
        self.is_ambient = True
        """False once the program has seeded the stream."""
        self._imported: Json = None
        self._at_session: Json = None
        self._at_item: Json = None
        self._at_call: Json = None
        self._snapshot: Json = None
        self._seeded_at_snapshot = False
        self._has_begun = False
        self._before: Json = None
        self._found: Json = None
        """As earlier tests left it."""
        self._start: Json = None
        """From which the target drew, if it did: noted where the stream is varied."""
        self._stirred = False
        self.reseeded = False
        """Whether it was seeded as the target's set-up began: what was left there is gone."""
        self._left: Json = None
        """The ambient state that the program found when it seeded."""
        self._elsewhere: dict[Any, Any] = {}
        """Of each generator behind the stream, the state of the other one."""
        self._drawing = threading.RLock()
        self._inside = threading.local()
        """Whether a draw is under way: what it calls of the same stream is a part of it."""

    @abstractmethod
    def available(self) -> bool: ...

    @abstractmethod
    def get(self) -> Json: ...

    @abstractmethod
    def put(self, state: Json) -> None: ...

    @abstractmethod
    def stir(self) -> None:
        """Seed the stream from fresh entropy."""

    def watch(self, module: Any) -> None:
        """See to it that every draw is made by :meth:`draw`. Called once the library is imported."""

    def install(self) -> None:
        self.stage.imports.when_imported(self.module, self._on_import)

    def _on_import(self, module: Any) -> None:
        self._begin()
        if self.stage.record or self.stage.sites is not None:
            self.watch(module)
        elif self._counts_draws():
            self.watch_seeding(module)

    def _counts_draws(self) -> bool:
        return self.stage.mode == "vary" and not self.stage.record and not self.stage.identity

    def _begin(self) -> None:
        """Put the state with which the stream began where it is replayed; note it where it is recorded."""
        if self.stage.recording is not None and self.stage.recording.get("imported") is not None:
            self.put(self.stage.recording["imported"])
        self._put_given("imported")
        if self._counts_draws():
            self._imported = self._start = self.get()
        if self.stage.record:
            self._imported = self.get()
            if self.stage.sink is not None:
                self.stage.sink("state", {"imported": self._imported})

    def _put_given(self, *moments: str) -> bool:
        """Put the state that the settings give for one of the moments, in turn; whether they give one."""
        states = self.stage.settings.get("states", {})
        state = next((states[moment] for moment in moments if states.get(moment) is not None), None)
        if state is None or self.stage.identity or self.stage.recording is not None:
            return False
        bits = self.stage.settings["bits"]
        self.put(self.turned(state, bits) if bits else state)
        return True

    def resume(self, stage: Stage) -> None:
        super().resume(stage)
        self.tap.restart(None, stage.sink)
        self._drawing = threading.RLock()  # a thread that held it may not be here any more
        # What the program has seeded is its own: a state put back there would hide where the seed came from.
        if self.available() and (stage.recording is not None or self.still_ambient()):
            self._begin()

    def still_ambient(self) -> bool:
        """Whether, in a recorded trial, nobody has seeded the stream yet."""
        return self.is_ambient

    def before_item(self, alone: bool) -> None:
        came_late, self._has_begun, self._at_call = self._has_begun, True, None
        if not self.available():
            return
        if alone and self._snapshot is not None:
            self.put(self._snapshot)
            self.is_ambient = not self._seeded_at_snapshot
        self._before = self._found = self.get()
        if self._snapshot is None:
            self._snapshot = self._before
            self._seeded_at_snapshot = not self.is_ambient
            # An earlier target imported the library, and may have drawn.
            self._start = self._before if came_late else self._start

    def item_starts(self) -> None:
        if not self.available():
            return
        now = self.get()
        reseeded = now != self._before
        self.reseeded = now != self._found
        if self.stage.recording is not None:
            # Where the library was imported later than this, its first state is the one that the target saw.
            state = self.stage.recording["at_item"] or self.stage.recording["imported"]
            if self.stage.streams_at_item and state is not None:
                self.put(state)
        elif (reseeded or self.still_ambient()) and self._put_given("at_item", "imported"):
            pass
        elif self.stage.mode == "vary" and reseeded:
            # A plugin such as pytest-randomly has reseeded: perturb again, or it would hide what it masks.
            self.stir()
            self._stirred = True
        if self.stage.record or self._counts_draws():
            self._at_item = self.get()
        if reseeded:
            self.became_ambient()
            self._start = self._at_item

    def before_plugins(self) -> None:
        """What the user's own hooks seeded stays."""
        if self.available():
            self._before = self.get()

    def call_starts(self) -> None:
        """pytest-randomly reseeds before the body too. Where none does, what fixtures did stays."""
        if self._reseeded("at_call"):
            self._at_call = self._start

    def session_starts(self) -> None:
        """And before tests are imported, which may draw as they are."""
        if self._reseeded("at_session"):
            self._at_session = self._start

    def _reseeded(self, moment: str) -> bool:
        """Whether a plugin has: then begin again, as in the trial that is replayed, or from elsewhere."""
        if not self.available() or self.get() == self._before:
            return False
        if self.stage.recording is not None:
            if self.stage.recording[moment] is not None:
                self.put(self.stage.recording[moment])
        elif self._put_given(moment):
            pass
        elif self.stage.mode == "vary":
            self.stir()
            self._stirred = True
        self.became_ambient()
        self._start = self.get() if self.stage.record or self._counts_draws() else None
        return True

    def became_ambient(self) -> None:
        """Called when a plugin has reseeded, not the program: what is drawn from here on counts again."""
        self.is_ambient = True

    def axes(self) -> tuple[Axis, ...]:
        if not self.available():
            return (Axis(self.id, False, f"{self.module} was not imported"),)
        return super().axes()

    def drawn_from(self) -> dict[str, Json] | None:
        """The states with which a target began that has drawn before anybody had seeded; None if none has."""
        if not self._counts_draws() or not self.available() or not self.still_ambient():
            return None
        if self._start is None or self.get() == self._start:
            return None
        return self._states()

    def _states(self) -> dict[str, Json]:
        """With which it began, by the moment."""
        return {
            "imported": self._imported,
            "at_session": self._at_session,
            "at_item": self._at_item,
            "at_call": self._at_call,
        }

    @abstractmethod
    def turned(self, state: Json, bits: int) -> Json:
        """A state of which the next numbers differ from those of the given one in these bits."""

    def detail(self) -> str:
        again = ", stirred again after a plugin had seeded it" if self._stirred else ""
        return f"another ambient state{again}"

    def recorded(self) -> dict[str, Any]:
        return {**self._states(), "draws": self.tap.draws()}

    def uninstall(self) -> None:
        self.stage.imports.remove()
        super().uninstall()

    def watch_functions(self, module: Any, hidden: Any) -> None:
        """Note calls of the module's functions that are methods of its hidden generator."""
        for name, function in sorted(vars(module).items()):
            if getattr(function, "__self__", None) is hidden and name not in self.reading:
                self.stage.patches.set(module, name, self.watched(name, function))

    def watch_seeding(self, module: Any) -> None:
        """See to it that ``is_ambient`` is known; draws are not slowed down."""
        for name in sorted(self.seeding):
            self.stage.patches.set(module, name, self.watched(name, getattr(module, name)))

    def watched(self, name: str, function: Any) -> Any:
        """``function``, noting its caller, or that the program has seeded the stream."""

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            if name in self.seeding:
                return self._seeded(lambda: function(*args, **kwargs), restores=name != "seed")
            return self.draw(f"{self.module}.{name}", lambda: function(*args, **kwargs))

        return call

    def _seeded(self, seed: Callable[[], Any], restores: bool) -> Any:
        """A block that seeds and puts the state back that it found leaves the stream as ambient as it was."""
        if self.is_ambient:
            self._left = self.get()
        answer = seed()
        self.is_ambient = restores and self._left is not None and self.get() == self._left
        return answer

    def draw(self, name: str, drawn: Callable[[], T], generator: Any = None) -> T:
        """What the running line draws: noted where the trial is recorded, another one where it is varied.

        ``generator``: which of those behind the stream it is taken from, for :meth:`mark` and :meth:`rewind`.
        """
        if not self.is_ambient or getattr(self._inside, "drawing", False):
            return drawn()
        place = self.stage.finder.place()
        if place is None:
            return drawn()
        if self.stage.record:
            self.tap.note(place, name)
        self._inside.drawing = True
        try:
            if self.stage.sites is None or (place.file, place.line) in self.stage.sites:
                return drawn()
            return self._draw_elsewhere(drawn, generator)
        finally:
            self._inside.drawing = False

    def _draw_elsewhere(self, drawn: Callable[[], T], generator: Any) -> T:
        """Drawn twice: what comes next, at a site that is replayed say, is what came next when recorded."""
        with self._drawing:
            drawn()
            after = self.mark(generator)
            if generator in self._elsewhere:
                self.rewind(generator, self._elsewhere[generator])
            else:
                self.start_at(generator, int.from_bytes(_entropy(4), "big"))
            try:
                return drawn()
            finally:
                self._elsewhere[generator] = self.mark(generator)
                self.rewind(generator, after)

    @abstractmethod
    def mark(self, generator: Any) -> Any:
        """The state of a generator, quickly, for :meth:`rewind`."""

    @abstractmethod
    def rewind(self, generator: Any, state: Any) -> None: ...

    @abstractmethod
    def start_at(self, generator: Any, seed: int) -> None: ...
