"""States from which the opposite numbers come, of each of the three streams that are Mersenne twisters."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.interpose.twisters import ALL_BITS, LOWER_BITS, WORDS, turned
from pytest_repro.sources import all_sources

if TYPE_CHECKING:
    from collections.abc import Callable


def outputs(state: Any, count: int) -> list[int]:
    stream = random.Random()
    stream.setstate(state)
    return [stream.getrandbits(32) for _ in range(count)]


@pytest.mark.parametrize("position", [0, 1, 400, WORDS - 1, WORDS])
@pytest.mark.parametrize("bits", [0, 1, 1 << 31, ALL_BITS, LOWER_BITS])
def test_just_the_chosen_bits_differ(position: int, bits: int) -> None:
    _, (*words, _), _ = random.Random(3).getstate()
    ours = outputs((3, (*words, position), None), WORDS)
    theirs = outputs((3, (*turned(words, position, bits), 0), None), WORDS)
    assert [a ^ b for a, b in zip(ours, theirs, strict=True)] == [bits] * WORDS


def opposite(name: str, turn: int, draw: Callable[[], Any]) -> list[tuple[Any, Any]]:
    """What is drawn first from some states, and from the other state that the source makes of each."""
    source: Any = all_sources()[name]
    stream = object.__new__(source)
    before, pairs = source.get(stream), []
    try:
        for _ in range(8):
            stream.stir()
            state = stream.get()
            ours = draw()
            source.put(stream, source.turned(stream, state, source.turns[turn]))
            pairs.append((ours, draw()))
    finally:
        source.put(stream, before)
    return pairs


def test_the_module_random() -> None:
    def halves() -> list[bool]:
        return [random.random() < 0.5 for _ in range(9)]  # repro: ignore[REP101] its state is put

    def chosen() -> list[Any]:
        choice, number, normal = random.choice, random.randint, random.gauss
        return [choice("ab"), number(0, 1), normal(0, 1) > 0]  # repro: ignore[REP101] as above

    for turn, draw in ((0, halves), (1, chosen)):
        for ours, theirs in opposite("python-random", turn, draw):
            assert all(a != b for a, b in zip(ours, theirs, strict=True)), (turn, ours)


def test_numpy() -> None:
    r = pytest.importorskip("numpy.random")

    def drawn() -> list[Any]:
        return [r.rand() < 0.5, r.randn() > 0, r.randint(2), r.choice(["a", "b"]), r.permutation(2)[0]]

    for ours, theirs in opposite("numpy-random", 0, drawn):
        assert all(a != b for a, b in zip(ours, theirs, strict=True)), ours


def test_torch() -> None:
    torch = pytest.importorskip("torch")

    def uniform() -> list[Any]:
        return [torch.rand(1).item() < 0.5, torch.randint(2, (1,)).item(), torch.rand(()).item() < 0.5]

    def normal() -> list[Any]:
        return [torch.randn(1).item() > 0]

    for turn, draw in ((0, uniform), (1, normal)):
        for ours, theirs in opposite("torch-random", turn, draw):
            assert all(a != b for a, b in zip(ours, theirs, strict=True)), (turn, ours)
