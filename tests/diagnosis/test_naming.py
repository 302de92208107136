"""Lines of a source that was found to be needed although no trace had shown it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.diagnosis import naming
from pytest_repro.diagnosis.divergence import Divergence
from pytest_repro.diagnosis.laboratory import Traced
from pytest_repro.diagnosis.proposal import Proposal
from pytest_repro.diagnosis.taint import Root
from pytest_repro.traces.trace import Trace
from pytest_repro.trials.planner import Atom

if TYPE_CHECKING:
    from pathlib import Path

ROOT = Root("text.py", 18, 18, "keywords")


@pytest.mark.parametrize(
    ("source", "varied", "lines"),
    [("hash-seed", [frozenset({Atom("hash-seed")})], [18]), ("directory-order", [], [])],
)
def test_what_cannot_be_traced_is_varied_alone_to_find_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, varied: list[Any], lines: list[int]
) -> None:
    tried: list[frozenset[Atom]] = []

    def only(atoms: frozenset[Atom]) -> Traced:
        tried.append(atoms)
        return Traced(False, tmp_path / "varied")

    laboratory: Any = SimpleNamespace(
        recorded_spec=SimpleNamespace(directory=str(tmp_path / "recorded")),
        recorded_trace=lambda: Trace(tmp_path / "recorded"),
        planner=SimpleNamespace(sources=(source,)),
        target=SimpleNamespace(name="fit"),
        earlier=(),
        only=only,
        summaries=[],
    )
    proof: Any = SimpleNamespace(insufficient=lambda name, others: frozenset())
    divergence = Divergence((), (ROOT,), (ROOT,), (ROOT,), (), 1)
    monkeypatch.setattr(naming, "compare_traces", lambda *args: divergence)
    beside = []
    monkeypatch.setattr(naming, "pinpoint", lambda *args: beside.append(args[3]))
    made = naming.Naming(laboratory, tmp_path)
    cause, held = Atom(source), frozenset({Atom("environment", "time-zone")})
    made.locate_proven(frozenset({cause}), held, Proposal(frozenset({cause}), {}), frozenset(), proof)
    assert beside == [held]
    assert tried == varied
    assert [site.line for site in made.locate(cause).sites] == lines
