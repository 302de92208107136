"""``--repro-vary=any-machine``: the same outputs with other threads and instruction sets, or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugin.conftest import Ran

pytestmark = pytest.mark.slow  # minutes of whole diagnoses; tests/sources holds the parts

pytest.importorskip("torch")
TEST = """
import torch
from pytest_repro import training_fixture

@training_fixture
def total():
    torch.manual_seed(0)
    x = torch.rand(500_000)
    return {BODY}

def test_total(total):
    pass
"""


def test_a_sum_over_threads_is_a_warning_that_names_operation_and_size(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(TEST.replace("BODY", '"sum": x.sum()'))
    ran = repro("--repro-vary=thread-count")
    ran.result.assert_outcomes(passed=2, warnings=1)
    check = ran.only
    assert check["verdict"] == "environment-sensitive"
    (cause,) = check["causes"]
    assert (cause["source"], cause["status"]) == ("thread-count", "proven")
    assert "aten::sum" in cause["explanation"]
    assert " ulp" in cause["explanation"]
    assert [site["text"] for site in cause["sites"]] == ['return {"sum": x.sum()}']
    assert {axis["source"] for axis in check["axes"]} == {"thread-count"}
    assert any("torch 1" in axis["detail"] for axis in check["axes"] if axis["applied"])
    pytester.makeini("[pytest]\nrepro_environment_sensitive = fail\n")
    repro("--repro-vary=thread-count").result.assert_outcomes(passed=1, failed=1)


def test_what_no_machine_moves_is_reproducible_and_each_axis_says_what_took_effect(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(TEST.replace("BODY", '"n": (x * 0).sum(), "k": torch.arange(9).sum()'))
    check = repro("--repro-vary=any-machine").only
    assert check["verdict"] == "reproducible"
    told = {axis["source"]: axis for axis in check["axes"]}
    assert set(told) == {"cpu-features", "thread-count"}
    assert "DEFAULT" in told["cpu-features"]["detail"]
    assert told["cpu-features"]["applied"]


def test_a_value_that_means_nothing_is_refused(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makepyfile("def test_one():\n    pass\n")
    pytester.makeini("[pytest]\nrepro_environment_sensitive = maybe\n")
    ran = repro()
    assert ran.result.ret == 4
    ran.result.stderr.fnmatch_lines(["*repro_environment_sensitive=maybe: write warn or fail*"])
