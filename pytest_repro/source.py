"""The base of all sources of nondeterminism: what it means to vary, record and replay one.

A source lives twice. In the session that plans trials it chooses *settings* (JSON): which legal answers a
trial gets, and what of that must be in the environment before the interpreter starts. In the trial itself
an instance made from these settings gets between the program and the machine.
"""

from __future__ import annotations

from abc import ABC
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pytest_repro.interpose.looking import Looking
from pytest_repro.interpose.patches import Patches
from pytest_repro.model import Axis

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence

    from pytest_repro.interpose.imports import ImportHooks
    from pytest_repro.interpose.sites import SiteFinder
    from pytest_repro.interpose.tap import Sink
    from pytest_repro.model import Json
    from pytest_repro.traces.labels import Label

Mode = Literal["reference", "vary", "replay"]
Level = Literal["process", "machine"]


@dataclass(frozen=True)
class Ambient:
    """What the user's own session has, and the folder that a trial may call its own."""

    environ: Mapping[str, str]
    directory: str
    """An empty folder, one for each trial."""


@dataclass(frozen=True)
class Stage:
    """What a source finds in the trial in which it plays."""

    mode: Mode
    settings: dict[str, Json]
    recording: dict[str, Json] | None
    """What this source recorded in the trial that is replayed; None unless ``mode`` is ``replay``."""
    record: bool
    streams_at_item: bool
    finder: SiteFinder
    imports: ImportHooks
    identity: str = ""
    """Which child process or task of the trial this is; empty in the trial's own process."""
    directory: Path = field(default_factory=Path)
    """The trial's folder, which all its processes share."""
    sites: frozenset[tuple[str, int]] | None = None
    """Files and lines at which alone the recording is replayed; None: at all."""
    patches: Patches = field(default_factory=Patches)
    sink: Sink | None = None
    """Where a recorded child process notes at once whatever it records; None in the trial's own process."""
    looking: Looking = field(default_factory=Looking)
    inherited: Json = None
    """In a new interpreter, what :meth:`Source.bequeath` gave in the trial's own process."""

    def answers(self, of_target: bool = False) -> list[Json] | None:
        """The recorded answers to give again, each ``[file, line, what, answer]``; None if there are none.

        ``of_target``: those alone that were given from the target's set-up on.
        """
        if self.recording is None:
            return None
        first = int(self.recording.get("before", 0)) if of_target else 0
        recorded: list[Json] = self.recording.get("answers", [])[first:]
        return [a for a in recorded if self.sites is None or (a[0], a[1]) in self.sites]


class Source(ABC):
    """One way in which nondeterminism enters a program.

    Subclasses set the class variables and override what they need; one file in :mod:`pytest_repro.sources`
    is one source, and the registry finds it.
    """

    id: ClassVar[str]
    level: ClassVar[Level] = "process"
    explanation: ClassVar[str]
    """Why outputs move with this source, in one sentence, for the report."""
    fix: ClassVar[str]
    """What to do about it, in one sentence."""
    parts: ClassVar[tuple[str, ...]] = ()
    """Names of the parts that are varied, replayed and proven on their own; empty if it is a whole."""
    part_fixes: ClassVar[Mapping[str, str]] = {}
    rules: ClassVar[tuple[str, ...]] = ()
    """Codes of the lint rules that flag its use."""
    traced: ClassVar[bool] = True
    """Whether draws can be seen at run time. Where not, the linter names lines among the code that ran."""
    in_children: ClassVar[bool] = True
    """Whether child processes are under its conditions only if we bring them there."""
    in_programs: ClassVar[bool] = True
    """Whether programs that are not Python are under its conditions too, or ask for nothing of the kind."""
    by_site: ClassVar[bool] = False
    """Whether it can be replayed at some sites and varied at others, so that a site can be proven."""
    draws_numbers: ClassVar[bool] = False
    """Whether what it gives is mostly asked for to compute with, and not on the way to something else."""
    shows_later: ClassVar[bool] = False
    """Whether what a draw gives shows only at another line, as the order of a set does in a loop over it."""
    by_chance: ClassVar[bool] = False
    """Whether another condition often gives the same answer, as a set of two has one of only two orders."""
    settled: ClassVar[bool] = False
    """Whether its settings alone decide what it answers: a trial with those of another gets the same."""
    inherent: ClassVar[bool] = False
    """Whether it can be neither varied nor replayed, so that a trial is repeated to see it."""
    suspicion: ClassVar[int] = 5
    """How early diagnosis should try it when nothing else tells: 0 first."""

    # In the session that plans trials ---------------------------------------------------------------

    @classmethod
    def reference(cls, rng: random.Random, ambient: Ambient) -> dict[str, Json]:
        """Settings that make a trial like the user's own session, but known, so that they can be replayed."""
        return {}

    @classmethod
    def vary(cls, rng: random.Random, ambient: Ambient) -> dict[str, Json]:
        """Settings that give other legal answers than the user's own session does."""
        return {}

    @classmethod
    def vary_from(
        cls,
        rng: random.Random,
        ambient: Ambient,
        recorded: Mapping[str, Json],
        known: dict[str, Json] | None = None,
        labels: Sequence[Label] = (),
    ) -> dict[str, Json]:
        """Settings that give other answers than a trial with the settings ``recorded`` got.

        ``known``: settings that did so. ``labels``: small collections of strings that the trial held.
        """
        return known or cls.vary(rng, ambient)

    @classmethod
    def variants(cls, ambient: Ambient) -> tuple[dict[str, Json], ...]:
        """Of a source of level ``machine``, settings of the other machines, each a trial of its own."""
        return ()

    @classmethod
    def controlled(cls) -> dict[str, Json]:
        """Of an inherent source, settings under which it cannot act; the outputs may be others then."""
        return {}

    @classmethod
    def freed(cls) -> dict[str, Json]:
        """Of a source that keeps things in order to replay them, settings under which it lets them go."""
        return {}

    @classmethod
    def remedy(cls, part: str, lines: Sequence[str]) -> str:
        """What to do about it at the lines that are named, each as it stands in the source."""
        return cls.part_fixes.get(part, cls.fix)

    @classmethod
    def remark(cls, operation: str) -> str:
        """Of an inherent source, what is known of the operation that moved; empty if nothing is."""
        return ""

    @classmethod
    def environ(cls, settings: Mapping[str, Json]) -> dict[str, str | None]:
        """Variables that the trial's interpreter must start with; None removes one."""
        return {}

    @classmethod
    def mix(
        cls, varied: Mapping[str, Json], recorded: Mapping[str, Json], replayed: tuple[str, ...]
    ) -> dict[str, Json]:
        """Settings of a source with parts, of which ``replayed`` are those of the recorded trial."""
        raise NotImplementedError(f"{cls.id} has no parts")

    @classmethod
    def aside(cls, what: str) -> bool:
        """Whether a draw, by the name under which it is noted, is one that results seldom depend on."""
        return False

    @classmethod
    def relative(cls, what: str) -> bool:
        """Whether an answer says something only beside others of its kind, then replayed with it."""
        return False

    # In the trial ------------------------------------------------------------------------------------

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def install(self) -> None:
        """Take effect, before any of the user's code is imported."""

    def before_plugins(self) -> None:
        """Called before plugins have their say, when the user's own hooks have had theirs."""

    def session_starts(self) -> None:
        """Called when plugins have had their say, before tests are imported."""

    def before_item(self, alone: bool) -> None:
        """Called before a target's set-up begins. ``alone``: undo what earlier items of the trial left."""

    def item_starts(self) -> None:
        """Called when plugins have had their say, right before the first fixture is set up."""

    def call_starts(self) -> None:
        """Called when plugins have had their say, right before the body of a test that records."""

    def forked(self, stage: Stage) -> None:
        """Called in a forked child: go on there, with the child's own part of the recording."""
        self.resume(stage)

    def resume(self, stage: Stage) -> None:
        """Go on with another part of the recording: in a forked child, or in a worker's next task."""
        self.stage = stage

    def bequeath(self) -> Json:
        """What interpreters that the program starts must know beyond the settings."""
        return None

    def axes(self) -> tuple[Axis, ...]:
        """Whether the source was varied, and how, part by part; asked after the fixture has returned."""
        return (Axis(self.id, True, self.detail()),)

    def detail(self) -> str:
        return ""

    def recorded(self) -> dict[str, Any]:
        """What was drawn where (``draws``), and whatever replaying needs. JSON."""
        return {"draws": []}

    def uninstall(self) -> None:
        self.stage.patches.undo()
