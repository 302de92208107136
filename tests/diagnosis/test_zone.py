"""Which lines ask for local time, and which do not say what they ask for."""

from __future__ import annotations

import pytest

from pytest_repro.diagnosis.zone import may_read_local_time, reads_local_time
from pytest_repro.model import Site


@pytest.mark.parametrize(
    ("text", "local", "unsaid"),
    [
        ("stamp = datetime.now()", True, False),
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
