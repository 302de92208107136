"""What every source must do, shown on *probes*: functions of a user's project, run in fresh interpreters.

A line that draws on the source ends in ``# HERE``. A probe without one must not draw, and must answer the
same in every trial. A probe called ``steady_…`` draws and yet answers the same; one called ``moved_…``
answers otherwise although the draw is elsewhere, or leaves no trace.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import textwrap
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import pytest

from pytest_repro.sources import all_sources
from pytest_repro.trials.conditions import RECORDING_FOLDER
from pytest_repro.trials.executor import child_environ
from pytest_repro.trials.planner import Atom, Planner, atoms_of
from pytest_repro.trials.spec import Invocation, TrialSpec

CHILD = Path(__file__).with_name("probe_child.py")
MARK = "# HERE"


@dataclass(frozen=True)
class Ran:
    """What became of one interpreter."""

    spec: TrialSpec
    answers: dict[str, Any]
    axes: list[list[Any]]
    left: list[str]

    def recording(self, source: str) -> dict[str, Any]:
        return json.loads((Path(self.spec.directory) / RECORDING_FOLDER / f"{source}.json").read_text())

    def lines(self, source: str, what: str = "") -> set[int]:
        """Lines of ``probes.py`` at which the source was drawn on, by the name ``what`` if given."""
        draws = self.recording(source)["draws"]
        return {d["line"] for d in draws if Path(d["file"]).name == "probes.py" and what in ("", d["what"])}


@dataclass
class Bench:
    """One project of probes, and the trials made with it."""

    root: Path
    text: str
    sources: tuple[str, ...] = field(default_factory=lambda: tuple(all_sources()))
    environ: dict[str, str | None] = field(default_factory=dict)
    _count: int = 0

    def __post_init__(self) -> None:
        self.project = self.root / "project"
        self.project.mkdir()
        (self.project / "probes.py").write_text(self.text)
        environ = {**os.environ, **self.environ}
        environ = {name: value for name, value in environ.items() if value is not None}
        invocation = Invocation((), str(self.project), str(self.project), (), (), environ)
        self.planner = Planner(self.root / "trials", invocation, self.sources, None)

    def record(self, *probes: str, reseed: bool = False) -> Ran:
        return finish(self.start(self.planner.reference("record", (), record=True), probes, reseed))

    def vary(self, *probes: str, reseed: bool = False) -> Ran:
        return finish(self.start(self.planner.varied("vary", ()), probes, reseed))

    def replay(self, recorded: Ran, atoms: tuple[Atom, ...], *probes: str) -> Ran:
        return finish(self.start(self.planner.replaying("replay", recorded.spec, frozenset(atoms)), probes))

    def start(
        self, spec: TrialSpec, probes: tuple[str, ...], reseed: bool = False
    ) -> tuple[TrialSpec, subprocess.Popen[str]]:
        command = [sys.executable, str(CHILD), str(spec.write()), "probes", *(probes or functions(self.text))]
        pipe = subprocess.PIPE
        return spec, subprocess.Popen(
            command,
            cwd=self.project,
            env=child_environ(spec) | ({"RESEED": "1"} if reseed else {}),
            stdout=pipe,
            stderr=pipe,
            text=True,
        )


def finish(started: tuple[TrialSpec, subprocess.Popen[str]]) -> Ran:
    spec, process = started
    out, err = process.communicate(timeout=300)  # a busy machine imports torch slowly
    assert process.returncode == 0, err
    data = json.loads(out.splitlines()[-1])
    return Ran(spec, **data)


def functions(text: str) -> tuple[str, ...]:
    """Names of the probes, in order; helpers start with an underscore."""
    tree = ast.parse(text)
    return tuple(n.name for n in tree.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_"))


def marked(text: str, probe: str | None = None) -> set[int]:
    """Numbers of the lines that end in the mark, in one probe or in all the text."""
    lines = text.splitlines()
    spans = [range(1, len(lines) + 1)]
    if probe is not None:
        spans = [
            range(n.lineno, (n.end_lineno or n.lineno) + 1)
            for n in ast.walk(ast.parse(text))
            if isinstance(n, ast.FunctionDef) and n.name == probe
        ]
    return {number for span in spans for number in span if lines[number - 1].endswith(MARK)}


@dataclass(frozen=True)
class Trials:
    """The three trials of a contract."""

    text: str
    recorded: Ran
    varied: Ran
    replayed: Ran


class SourceContract:
    """Subclasses name a source and give probes; pytest collects what is below once for each of them."""

    source: ClassVar[str]
    probes: ClassVar[str]
    atoms: ClassVar[tuple[Atom, ...]] = ()
    """What is replayed; by default the whole source."""
    other_order: ClassVar[bool] = False
    """Whether the replay runs the probes in reverse: answers belong to sites, not to positions."""
    environ: ClassVar[dict[str, str | None]] = {}
    writes_files: ClassVar[bool] = False
    """Whether probes write into the folder that the trials share: then these run one after another."""

    @pytest.fixture(scope="class")
    @classmethod
    def trials(cls, tmp_path_factory: pytest.TempPathFactory) -> Trials:
        text = textwrap.dedent(cls.probes).lstrip()
        bench = Bench(tmp_path_factory.mktemp("bench"), text, environ=cls.environ)
        if cls.writes_files:
            recorded, varied = bench.record(), bench.vary()
        else:
            started = [
                bench.start(bench.planner.reference("record", (), record=True), ()),
                bench.start(bench.planner.varied("vary", ()), ()),
            ]
            recorded, varied = map(finish, started)
        order = functions(text)[::-1] if cls.other_order else ()
        replayed = bench.replay(recorded, cls.atoms or atoms_of((cls.source,)), *order)
        return Trials(text, recorded, varied, replayed)

    def test_no_probe_fails(self, trials: Trials, probe: str) -> None:
        for ran in (trials.recorded, trials.varied, trials.replayed):
            assert not (isinstance(ran.answers[probe], dict) and "raised" in ran.answers[probe]), (
                ran.spec.purpose + ran.answers[probe]["raised"]
            )

    def test_varied_answers_differ(self, trials: Trials, probe: str) -> None:
        expected = bool(marked(trials.text, probe)) or probe.startswith("moved_")
        differs = trials.varied.answers[probe] != trials.recorded.answers[probe]
        assert differs == (expected and not probe.startswith("steady_"))

    def test_replayed_answers_agree(self, trials: Trials, probe: str) -> None:
        assert trials.replayed.answers[probe] == trials.recorded.answers[probe]

    def test_sites_are_the_lines_that_draw(self, trials: Trials, probe: str) -> None:
        if not all_sources()[self.source].traced:
            pytest.skip("cannot be traced")
        span = set(range(*_span(trials.text, probe)))
        assert trials.recorded.lines(self.source) & span == marked(trials.text, probe)

    def test_nothing_is_left(self, trials: Trials) -> None:
        assert [ran.left for ran in (trials.recorded, trials.varied, trials.replayed)] == [[], [], []]

    def test_the_axis_is_reported(self, trials: Trials) -> None:
        assert [applied for source, applied, _ in trials.varied.axes if source == self.source].count(True)


def _span(text: str, probe: str) -> tuple[int, int]:
    node = next(n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef) and n.name == probe)
    return node.lineno, (node.end_lineno or node.lineno) + 1
