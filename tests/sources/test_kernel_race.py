"""Races in kernels: what a varied trial adds up in another order, and what it leaves as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_repro.interpose.scattering import turned_gradient, turned_order, turned_rows
from pytest_repro.trials.planner import atoms_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_repro.trials.spec import TrialSpec
    from tests.sources.source_contract import Bench

torch = pytest.importorskip("torch")

PROBES = """
        import torch

        torch.set_num_threads(2)
        GENERATOR = torch.Generator().manual_seed(0)
        VALUES = torch.randn(400_000, generator=GENERATOR)
        INDEX = torch.randint(0, 7, (400_000,), generator=GENERATOR)

        def _sums(add, values=VALUES, index=INDEX, accumulate=True):
            out = torch.zeros(7, dtype=values.dtype)
            return [float(x).hex() for x in add(out)((index,), values, accumulate=accumulate)]

        def in_place():
            return _sums(lambda out: out.index_put_)

        def copied():
            return _sums(lambda out: out.index_put)

        def rows():
            index, values = INDEX[:25_000], VALUES.reshape(-1, 4, 4)
            out = torch.zeros(7, 4, 4).index_put_((index,), values, accumulate=True)
            return [float(x).hex() for x in out.reshape(-1)]

        def cells():
            row, index = torch.arange(3)[:, None].expand(3, 40_000), INDEX[:120_000].reshape(3, -1)
            out = torch.zeros(3, 7)  # a thread begins in the middle of a row
            out.index_put_((row, index), VALUES[:120_000].reshape(3, -1), accumulate=True)
            return [float(x).hex() for x in out.reshape(-1)]

        def few_rows():
            index, values = INDEX[:3_000], VALUES[:30_000].reshape(-1, 10)
            out = torch.zeros(7, 10).index_put_((index,), values, accumulate=True)
            return [float(x).hex() for x in out.reshape(-1)]

        def few():
            return _sums(lambda out: out.index_put_, VALUES[:30_000], INDEX[:30_000])

        def doubles():
            return _sums(lambda out: out.index_put_, VALUES.double())

        def gathered():
            table = torch.linspace(0, 1, 14).reshape(7, 2).requires_grad_()
            (table[INDEX[:70_000] - 3].sin() * VALUES[:70_000].reshape(-1, 1)).sum().backward()
            return [float(x).hex() for x in table.grad.reshape(-1)]

        def gathered_few():
            table = torch.linspace(0, 1, 7).requires_grad_()
            (table[INDEX[:30_000]] * VALUES[:30_000]).sum().backward()
            return [float(x).hex() for x in table.grad]

        def gathered_once():
            table = torch.zeros(70_000).requires_grad_()
            (table[torch.arange(70_000)] * VALUES[:70_000]).sum().backward()
            return table.grad.double().sum().item().hex(), torch.equal(table.grad, VALUES[:70_000])

        def deterministic():
            torch.use_deterministic_algorithms(True)
            try:
                return _sums(lambda out: out.index_put_)
            finally:
                torch.use_deterministic_algorithms(False)
"""
RACING = ["in_place", "copied", "rows", "cells", "gathered"]


def test_a_trial_that_is_varied_never_agrees_and_what_cannot_race_is_left(
    bench: Callable[..., Bench],
) -> None:
    project = bench(PROBES)
    recorded, varied = project.record(), project.vary()
    moved = [name for name in recorded.answers if varied.answers[name] != recorded.answers[name]]
    assert moved == RACING
    (axis,) = [axis for axis in varied.axes if axis[0] == "kernel-race"]
    assert "6 scatterings in another order" in axis[2]
    assert recorded.left == varied.left == []


def test_trials_that_replay_take_turns_unless_they_are_to_be_as_recorded(bench: Callable[..., Bench]) -> None:
    planner = bench(PROBES).planner
    everything = frozenset(atoms_of(planner.sources))

    def settings(spec: TrialSpec) -> dict[str, object]:
        return spec.settings()["kernel-race"]

    recorded = planner.reference("record", (), record=True)
    replaying = planner.replaying("replay", recorded, everything)
    assert (settings(recorded), settings(replaying)) == ({}, {"turn": True})
    assert settings(planner.leaking("leak", recorded, ())) == {}
    assert settings(planner.untouched(replaying, recorded)) == {}
    quiet = planner.reference("record", (), record=True, controlled=frozenset({"kernel-race"}))
    assert settings(planner.replaying("replay", quiet, everything)) == {"threads": 1}


def test_threads_take_turns_and_each_keeps_its_own_order(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 70_001
    monkeypatch.setattr(torch, "get_num_threads", lambda: 8)
    index, values = torch.zeros(count, dtype=torch.int64), torch.ones(count)
    order = turned_order(torch, torch.zeros(3), (index,), values).tolist()
    assert sorted(order) == list(range(count))
    stretch = 23_334
    assert order[:6] == [0, stretch, 2 * stretch, 1, stretch + 1, 2 * stretch + 1]
    for first in range(0, count, stretch):
        mine = [number for number in order if first <= number < first + stretch]
        assert mine == sorted(mine)


def test_the_backward_of_indexing_is_added_up_in_the_order_of_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch, "get_num_threads", lambda: 2)
    table = torch.randn(5, 3).requires_grad_()
    index = torch.randint(-5, 5, (200, 100), generator=torch.Generator().manual_seed(0))
    taken = table[index]
    order = turned_rows(torch, table, index, taken)
    assert order[:4].tolist() == [0, 10_000, 1, 10_001] and sorted(order.tolist()) == list(range(20_000))
    gradient = torch.randint(-9, 9, taken.shape).float()  # sums of integers are the same in any order
    taken.backward(gradient)
    assert torch.equal(turned_gradient(torch, table.shape, index, order, gradient), table.grad)
    for other in (
        (table, index[:1], table[index[:1]]),
        (table.double(), index, taken.double()),
        (table, torch.zeros(5, dtype=torch.bool), taken),
        (table, index.to("meta"), taken),
        (table, index[:0], table[index[:0]]),
    ):
        assert turned_rows(torch, *other) is None, other


def test_what_is_not_known_to_race_keeps_its_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch, "get_num_threads", lambda: 4)
    index, values, out = torch.zeros(40_000, dtype=torch.int64), torch.ones(40_000), torch.zeros(3)
    assert turned_order(torch, out, (index,), values) is not None
    assert turned_order(torch, out, [index], values) is not None
    rows = torch.ones(10_000, 4, 3)
    assert turned_order(torch, torch.zeros(3, 3), (index.reshape(-1, 4),), rows) is not None
    for other in (
        (out, (index, index), values),
        (out, (index,), torch.tensor(1.0)),
        (out, (None,), values),
        (torch.zeros(3, 40_000), (index,), values),
        (torch.zeros(3, 2), (index[:20_000],), torch.ones(2)),
        (torch.zeros(3, 3), (index, index[:-1]), values),
        (torch.zeros(3, 3), (), values),
        (out, (index[:100],), values[:100]),
        (out, (torch.ones(40_000, dtype=torch.bool),), values),
        (out.double(), (index,), values.double()),
        (out, (index.to("meta"),), values),
        (out, index, values),
    ):
        assert turned_order(torch, *other) is None, other
    monkeypatch.setattr(torch, "get_num_threads", lambda: 1)
    assert turned_order(torch, out, (index,), values) is None
