"""Which lines ask for local time, and which do not say what they ask for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.diagnosis.reading import _known_lines
from pytest_repro.diagnosis.zone import ZONE, may_read_local_time, reads_local_time, zone_may_matter
from pytest_repro.model import Site

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "local", "unsaid"),
    [
        ("stamp = datetime.now()", True, False),
        ("stamp = datetime.now(timezone.utc)", False, False),
        ("stamp = datetime.now(", True, False),
        ("when = time.strftime('%H')", True, False),
        ("seconds = time.time()", False, False),
        ("began = time.perf_counter_ns()", False, False),
        ("stamp = datetime.utcnow()", False, False),
        ("event = Event(**fields)", False, True),
        ("return self.clock()", False, True),
    ],
)
def test_what_a_line_asks_for(text: str, local: bool, unsaid: bool) -> None:
    sites = [Site("fit.py", 3, "fit", text)]
    assert reads_local_time(sites) is local
    assert may_read_local_time(sites) is unsaid


def test_the_zone_matters_where_a_time_may_become_a_local_one(tmp_path: Path) -> None:
    file = tmp_path / "fit.py"
    file.write_text("def fit():\n    return began\n\n\ndef told():\n    return date.fromtimestamp(began)\n")
    ran = [SimpleNamespace(file=str(file), first=1, last=2)]
    evidence: Any = SimpleNamespace(functions=lambda: ran)
    seconds, unsaid = (Site("fit.py", 3, "fit", text) for text in ("began = time.time()", "began = clock()"))
    assert not zone_may_matter([seconds], evidence)
    assert zone_may_matter([seconds, unsaid], evidence)
    ran.append(SimpleNamespace(file=str(file), first=5, last=6))
    assert zone_may_matter([seconds], evidence)


def test_what_a_conversion_gives_does_not_hide() -> None:
    """Another one on the same module would be blamed for it."""
    evidence: Any = SimpleNamespace(places=lambda atom: (), fields=lambda atom: (), launches=tuple)
    locator: Any = SimpleNamespace(flagged=lambda atom: (("fit.py", 6),) if atom == ZONE else ())
    lines = _known_lines(frozenset({ZONE}), evidence, locator)
    assert lines.drawn == {("fit.py", 6)}
    assert not lines.hiding
    assert not lines.flagged
    assert not lines.addressed
