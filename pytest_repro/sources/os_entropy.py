"""Entropy of the operating system: ``os.urandom``, ``secrets``, ``uuid``, and generators without a seed."""

from __future__ import annotations

import os
import random
import re
import sys
from typing import TYPE_CHECKING, Any

from pytest_repro.interpose.foreign import ForeignPrograms
from pytest_repro.interpose.frames import STAND_INS, above, module_of
from pytest_repro.interpose.sqlite import tap_sqlite
from pytest_repro.interpose.tap import Tap
from pytest_repro.source import Source, Stage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

_FOR_A_NAME = ", for a name"
_BETWEEN = frozenset({STAND_INS, __name__, "random"})
_NO_DRAW = frozenset({"tempfile", "numpy.random._pickle"})
"""Names of temporary files are the environment's; a generator that is copied gets its state afterwards."""

_REMEDIES = {
    re.compile(call): fix
    for call, fix in {
        r"\bsecrets\s*\.\s*(choice|randbelow)\b|\bSystemRandom\b": (
            "draw from random.Random(SEED) in place of secrets and SystemRandom, which no seed reaches"
        ),
        r"\buuid[14]\b": (
            "make ids of what they stand for, uuid.uuid5(NAMESPACE, name), or count them; or draw them, "
            "uuid.UUID(int=random.Random(SEED).getrandbits(128))"
        ),
        r"\b(token_(hex|bytes|urlsafe)|urandom|getrandom|randbits)\b": (
            "take bytes from a seeded generator, random.Random(SEED).randbytes(n), or make them of the "
            "data that they stand for with hashlib"
        ),
        r"(?i)\border\s+by\s+random\b|\bselect\b.*\brandom(blob)?\s*\(": (
            "let the query order by a column, and shuffle its rows with random.Random(SEED)"
        ),
        r"\.\s*seed\s*\(\s*\)": (
            "give the seed: random.seed(SEED), torch.manual_seed(SEED), generator.manual_seed(SEED)"
        ),
        r"\b(subprocess|check_output|Popen|getoutput|popen|shuf)\b": (
            "give the program its seed (shuf --random-source=FILE), or use random.Random(SEED)"
        ),
    }.items()
}
"""By what the line calls; of most lines it is a generator."""


class OsEntropy(Source):
    """``random.Random()`` seeds itself in C, so the seeding method is tapped; numpy's unseeded generators go
    through ``random._urandom``. No other answer need be chosen: fresh entropy differs by itself. Of a program
    that is not Python, such as ``shuf``, what it prints is taken for its draw.
    """

    id = "os-entropy"
    explanation = "draws fresh entropy from the operating system, so no seed can make it repeat"
    fix = "give the generator a seed: np.random.default_rng(SEED), random.Random(SEED), random_state=SEED"
    rules = ("REP104", "REP105", "REP106")
    by_site = True
    draws_numbers = True
    suspicion = 1

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.tap = Tap(stage.finder, stage.answers(), note_answers=stage.record, sink=stage.sink)

    def install(self) -> None:
        if not self.stage.record and self.stage.recording is None:
            return
        for module, name in ((os, "urandom"), (random, "_urandom"), (os, "getrandom")):
            if hasattr(module, name):
                self.stage.patches.set(module, name, self._bytes(getattr(module, name)))
        self._tap_unseeded_generators()
        patches, tap = self.stage.patches, self.tap
        self.stage.imports.when_imported("sqlite3", lambda m: tap_sqlite(m, patches, tap))
        programs = ForeignPrograms(self.tap, self.stage.directory)
        self.stage.imports.when_imported("subprocess", lambda m: programs.install(m, self.stage.patches))
        self.stage.imports.when_imported("uuid", self._tap_uuid)
        self.stage.imports.when_imported("numpy.random", self._spare_seeded_generators)
        self.stage.imports.when_imported("torch", self._tap_torch)

    @classmethod
    def remedy(cls, part: str, lines: Sequence[str]) -> str:
        found = (
            next((fix for call, fix in _REMEDIES.items() if call.search(line)), cls.fix) for line in lines
        )
        return "; ".join(dict.fromkeys(found)) or cls.fix

    @classmethod
    def aside(cls, what: str) -> bool:
        return what.endswith(_FOR_A_NAME)

    def item_starts(self) -> None:
        self.tap.target_starts(self.stage.answers(of_target=True))

    def resume(self, stage: Stage) -> None:
        super().resume(stage)
        self.tap.restart(stage.answers(), stage.sink)

    def _bytes(self, real: Any) -> Any:
        def urandom(size: int, *flags: int) -> bytes:
            caller = above(sys._getframe(1), _BETWEEN)
            if module_of(caller) in _NO_DRAW:
                return real(size, *flags)  # type: ignore[no-any-return]
            name = f"urandom({size})" + (_FOR_A_NAME if self._for_a_name(caller) else "")
            answer: bytes = self.tap.ask(name, lambda: real(size, *flags), bytes.hex, bytes.fromhex)
            return answer

        return urandom

    def _for_a_name(self, asking: FrameType | None) -> bool:
        """Whether a library asks for a UUID: that tells its own tasks from others."""
        caller = above(asking, frozenset({"uuid"}))
        return (
            caller is not asking
            and caller is not None
            and not self.stage.finder.is_user_file(caller.f_code.co_filename)
        )

    def _tap_unseeded_generators(self) -> None:
        real_seed, fresh = random.Random.seed, os.urandom

        def seed(generator: random.Random, a: Any = None, version: int = 2) -> None:
            if a is None and not isinstance(generator, random.SystemRandom):
                a = int.from_bytes(fresh(64), "big")
            real_seed(generator, a, version)

        self.stage.patches.set(random.Random, "seed", seed)
        # The module's own function was bound to the untapped method.
        hidden = random.seed.__self__  # type: ignore[attr-defined]
        outer = random.seed

        def module_seed(a: Any = None, version: int = 2) -> None:
            outer(int.from_bytes(fresh(64), "big") if a is None else a, version)

        module_seed.__self__ = hidden  # type: ignore[attr-defined]
        self.stage.patches.set(random, "seed", module_seed)

    def _tap_uuid(self, uuid: Any) -> None:
        real = uuid.uuid1  # libuuid takes its clock sequence from the system, in C

        def uuid1(node: int | None = None, clock_seq: int | None = None) -> Any:
            return self.tap.ask("uuid1()", lambda: real(node, clock_seq), str, uuid.UUID)

        self.stage.patches.set(uuid, "uuid1", uuid1)

    def _spare_seeded_generators(self, numpy_random: Any) -> None:
        frugal = _frugal_random_state(numpy_random.RandomState, numpy_random.MT19937)
        for module in (numpy_random, numpy_random.mtrand):
            self.stage.patches.set(module, "RandomState", frugal)

    def _tap_torch(self, torch: Any) -> None:
        real = torch.random.seed

        def seed() -> int:
            answer: int = self.tap.ask("torch.seed()", real)
            torch.manual_seed(answer)
            return answer

        for module in (torch, torch.random):
            self.stage.patches.set(module, "seed", seed)
        self.stage.patches.set(torch, "Generator", _tapped_generator(torch.Generator, self.tap))

    def detail(self) -> str:
        return "fresh entropy"

    def uninstall(self) -> None:
        self.stage.imports.remove()
        super().uninstall()

    def recorded(self) -> dict[str, Any]:
        return self.tap.recorded()


def _frugal_random_state(base: Any, bit_generator: Any) -> Any:
    """numpy's ``RandomState(3)`` first seeds itself from entropy, and then with 3: not a draw to speak of."""

    class RandomState(base, metaclass=_passing_for(base)):  # type: ignore[misc,metaclass,unused-ignore]
        def __init__(self, seed: Any = None) -> None:
            if seed is None or hasattr(seed, "capsule"):
                super().__init__(seed)
            else:
                super().__init__(bit_generator(0))
                self.seed(seed)

    RandomState.__module__ = base.__module__
    return RandomState


def _tapped_generator(base: Any, tap: Tap) -> Any:
    """torch's generator is a C type whose methods cannot be replaced: stand a subclass in its place."""

    class Generator(base, metaclass=_passing_for(base)):  # type: ignore[misc,metaclass,unused-ignore]
        def seed(self) -> int:
            answer: int = tap.ask("torch.Generator.seed()", super().seed)
            self.manual_seed(answer)
            return answer

    Generator.__module__ = base.__module__
    return Generator


def _passing_for(base: Any) -> Any:
    """A metaclass: what is an instance of ``base`` is one of the class that stands in its place, too."""

    class Meta(type(base)):  # type: ignore[misc]
        def __instancecheck__(cls, instance: object) -> bool:
            return isinstance(instance, base)

        def __subclasscheck__(cls, subclass: type) -> bool:
            return issubclass(subclass, base)

    return Meta
