"""Many checks in one session: what fixtures returned is not kept, neither by the session nor by its trial."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugin.conftest import Ran

CHECKS = 200
MEGABYTES = 4
LIMIT = 300
"""Megabytes above the plain session; all values together are more than twice as much."""
CONFTEST = """
    import os, sys
    from pathlib import Path

    FOLDER = Path(__file__).parent

    def pytest_unconfigure(config):
        status = Path("/proc/self/status").read_text()
        (peak,) = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
        name = "session" if "runpytest" in " ".join(sys.orig_argv) else f"trial-{os.getpid()}"
        (FOLDER / f"{name}.peak").write_text(peak)
"""
PROGRAM = f"""
    import numpy as np
    import pytest
    from pytest_repro import training_fixture

    @training_fixture(params=range({CHECKS}))
    def model(request):
        return np.full({MEGABYTES * 125_000}, float(request.param))

    def test_model(model):
        assert model.size
"""


@pytest.mark.slow  # 200 checks
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read in /proc")
def test_two_hundred_checks_take_little_more_memory_than_their_tests(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytest.importorskip("numpy")
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(PROGRAM)

    def peaks() -> list[int]:
        """Megabytes: of the session, then of its trials."""
        found = sorted(pytester.path.glob("*.peak"))
        read = [int(path.read_text()) // 1024 for path in found]
        for path in found:
            path.unlink()
        return read

    pytester.runpytest_subprocess("-p", "no:randomly").assert_outcomes(passed=CHECKS)
    (plain,) = peaks()
    ran = repro()
    assert [check["verdict"] for check in ran.checks.values()] == ["reproducible"] * CHECKS
    session, *trials = peaks()
    print(f"peak of memory in MB: plain {plain}, session {session}, its trials {trials}")
    assert trials
    assert max(session, *trials) - plain < LIMIT
