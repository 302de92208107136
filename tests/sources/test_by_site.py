"""A source that can be replayed by site: at the named lines as recorded, at all others varied."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from source_contract import functions, marked

from pytest_repro.sources import all_sources
from pytest_repro.trials.planner import Atom

if TYPE_CHECKING:
    from collections.abc import Callable

    from source_contract import Bench

TWO_SITES = {
    "os-entropy": """
        import os

        def kept():
            return os.urandom(8).hex()  # HERE

        def other():
            return os.urandom(8).hex()
        """,
    "clock": """
        import time

        def kept():
            return [time.time(), time.perf_counter_ns()]  # HERE

        def other():
            return [time.time(), time.perf_counter_ns()]
        """,
    "completion-order": """
        from concurrent.futures import ThreadPoolExecutor, as_completed

        def kept():
            with ThreadPoolExecutor(4) as pool:
                futures = [pool.submit(int, i) for i in range(8)]
                return [f.result() for f in as_completed(futures)]  # HERE

        def other():
            with ThreadPoolExecutor(4) as pool:
                futures = [pool.submit(int, i) for i in range(8)]
                return [f.result() for f in as_completed(futures)]
        """,
    "uninitialized-memory": """
        import numpy as np

        def kept():
            return np.empty(5).tolist()  # HERE

        def other():
            return np.empty(5).tolist()
        """,
    "object-identity": """
        class Node:
            def __init__(self, n):
                self.n = n

        def kept():
            return [node.n for node in {Node(i) for i in range(20)}]  # HERE

        def other():
            return [node.n for node in {Node(i) for i in range(20)}]
        """,
    "python-random": """
        import random

        def before():
            return [random.random(), random.gauss(0, 1)]

        def kept():
            items = list(range(30))
            random.shuffle(items)  # HERE
            return items

        def other():
            return [random.random(), random.gauss(0, 1)]
        """,
    "numpy-random": """
        import numpy as np

        def before():
            return [np.random.normal(), np.random.normal()]

        def kept():
            return [np.random.rand(), *np.random.mtrand._rand.normal(size=3)]  # HERE

        def other():
            return np.random.permutation(40).tolist()
        """,
    "torch-random": """
        import torch

        def before():
            return torch.nn.Dropout()(torch.ones(64)).tolist()

        def kept():
            return [torch.rand(3).tolist(), torch.randn(17).tolist(), torch.randperm(9).tolist()]  # HERE

        def other():
            return torch.nn.Linear(3, 2).weight.tolist()
        """,
    "directory-order": """
        import os
        from pathlib import Path

        DATA = Path(__file__).parent / "data"
        DATA.mkdir(exist_ok=True)
        for number in range(20):
            (DATA / f"{number}.txt").touch()

        def kept():
            return [os.listdir(DATA), [p.name for p in DATA.iterdir()], next(os.walk(DATA))[2]]  # HERE

        def other():
            return [os.listdir(DATA), [e.name for e in os.scandir(DATA)]]
        """,
}


def test_every_source_that_says_so_is_shown() -> None:
    shown = {*TWO_SITES, "input-data"}  # shown with its own tests: it needs files
    assert {name for name, source in all_sources().items() if source.by_site} == shown


@pytest.mark.parametrize("source", sorted(TWO_SITES))
def test_only_the_named_line_is_replayed(source: str, bench: Callable[..., Bench]) -> None:
    made = bench(TWO_SITES[source])
    recorded = made.record()
    (line,) = marked(made.text)
    again = made.replay(recorded, (Atom(source, "", str(made.project / "probes.py"), line),))
    same = [probe for probe in functions(made.text) if again.answers[probe] == recorded.answers[probe]]
    assert same == ["kept"]
