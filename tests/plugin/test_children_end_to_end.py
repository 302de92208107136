"""Causes that lie in processes which the training starts: proven, and named at the worker's line."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugin.conftest import Ran

pytestmark = pytest.mark.slow  # minutes of whole diagnoses; tests/sources holds the parts

TEST = """
from pytest_repro import training_fixture
import train

@training_fixture
def model():
    return train.train()

def test_model(model):
    assert model
"""

LOADER = """
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

class Noisy(Dataset):
    def __len__(self):
        return 8
    def __getitem__(self, index):
        return index + {draw}  # HERE

def train():
    torch.manual_seed(0)
    loader = DataLoader(Noisy(), batch_size=2, num_workers=2, multiprocessing_context="{method}")
    return {{"seen": torch.cat(list(loader)).double()}}
"""

POOL = """
import concurrent.futures
import multiprocessing

def vocabulary(words):
    return {{word: index for index, word in enumerate(set(words))}}  # HERE

def train():
    words = [f"word{{i}}" for i in range(20)]
    context = multiprocessing.get_context("{method}")
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as pool:
        table = pool.submit(vocabulary, words).result()
    return {{"table": [table[word] for word in words]}}
"""

WORKER = """
import json
import os
import sys

names = [name for name in os.listdir(sys.argv[1]) if name.endswith(".txt")]  # HERE
print(json.dumps(names))
"""

PROGRAM = """
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent

def train():
    for i in range(12):
        (HERE / f"{i}.txt").write_text("x")
    command = [sys.executable, str(HERE / "worker.py"), str(HERE)]
    return {"names": json.loads(subprocess.check_output(command))}
"""


def causes(pytester: pytest.Pytester, ran: Ran) -> list[tuple[str, str, list[tuple[str, bool]]]]:
    """Source, status, and for each site its file and whether the mark stands there."""
    found = []
    for cause in ran.only["causes"]:
        sites = []
        for site in cause["sites"]:
            line = (pytester.path / site["path"]).read_text().splitlines()[site["line"] - 1]
            sites.append((site["path"], line.endswith("# HERE")))
        found.append((cause["source"], cause["status"], sites))
    return found


@pytest.mark.parametrize("method", ["fork", pytest.param("spawn", marks=pytest.mark.slow)])
def test_entropy_in_a_loader_worker(
    method: str, pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(
        train=LOADER.format(draw="np.random.default_rng().random()", method=method), test_it=TEST
    )
    assert causes(pytester, repro()) == [("os-entropy", "proven", [("train.py", True)])]


def test_seeded_loader_workers_are_reproducible(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makepyfile(train=LOADER.format(draw="torch.rand(()).item()", method="fork"), test_it=TEST)
    assert repro().only["verdict"] == "reproducible"


@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_hash_order_in_a_worker_is_named_among_what_ran_there(
    method: str, pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makepyfile(train=POOL.format(method=method), test_it=TEST)
    assert causes(pytester, repro()) == [("hash-seed", "proven", [("train.py", True)])]


def test_listing_in_a_program(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makepyfile(train=PROGRAM, worker=WORKER, test_it=TEST)
    assert causes(pytester, repro()) == [("directory-order", "proven", [("worker.py", True)])]


def test_a_child_that_would_outlive_its_trial_is_ended(
    pytester: pytest.Pytester, repro: Callable[..., Ran], no_processes_left: Callable[[str], bool]
) -> None:
    mark = "outliving-child-7391"
    text = f"""
        import os, subprocess, sys

        def train():
            if "PYTEST_XDIST" not in os.environ and os.environ.get("TMPDIR", "").find("pytest-repro-") >= 0:
                command = [sys.executable, "-c", "import time; time.sleep(300)", "{mark}"]
                subprocess.Popen(command, start_new_session=True)
            return {{"x": 1}}
        """
    pytester.makepyfile(train=textwrap.dedent(text), test_it=TEST)
    assert repro().only["verdict"] == "reproducible"
    assert no_processes_left(mark)
