"""Another number of cores: for libraries, and for programs that ask."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from source_contract import finish

from pytest_repro.source import Ambient
from pytest_repro.sources.thread_count import ThreadCount

if TYPE_CHECKING:
    from collections.abc import Callable

    from source_contract import Bench

PROBES = """
    import multiprocessing
    import os
    import sys

    def asked():
        return [os.cpu_count(), multiprocessing.cpu_count(), len(os.sched_getaffinity(0))]

    def version():
        return sys.version_info.minor
    """


def test_a_program_that_asks_for_cores_gets_those_of_the_other_machine(bench: Callable[..., Bench]) -> None:
    made = bench(PROBES)
    recorded = made.record()
    assert recorded.answers["asked"] == [
        os.cpu_count(), os.cpu_count(), len(os.sched_getaffinity(0))
    ]  # fmt: skip
    for spec in made.planner.elsewhere(recorded.spec, "thread-count"):
        (count,) = (c.settings["threads"] for c in spec.conditions if c.source == "thread-count")
        ran = finish(made.start(spec, ("asked",)))
        assert ran.answers["asked"] == [count] * 3
        assert ["thread-count", True, f"{count} cores told"] in ran.axes
        silent = finish(made.start(spec, ("version",)))
        assert ["thread-count", False, "no library that uses threads was loaded"] in silent.axes


def test_other_machines_have_one_core_two_or_many() -> None:
    counts = [v["threads"] for v in ThreadCount.variants(Ambient({"OMP_NUM_THREADS": "2"}, ""))]
    assert counts[0] == 1 and len(counts) == 2 and counts[1] >= 8
