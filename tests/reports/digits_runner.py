"""Trains each example project given on the command line, under the conditions of this interpreter.

Run by test_digits_examples: ``digits_runner.py 0,0,1 PROJECT ...``. Prints a JSON object for each number:
what the training came to, by project. Everything that a correct program must not depend on is decided here
and in the environment, by the number.
"""

import contextlib
import datetime
import hashlib
import json
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import time_machine
import torch


def main(number: int, projects: list[str]) -> dict[str, object]:
    # The projects do their own seeding; what stands before it must not matter.
    random.seed(number)
    np.random.seed(number)
    torch.manual_seed(number)
    if number:
        shuffle_listings(number)
    start = datetime.datetime(2031, 5, 6, tzinfo=datetime.timezone.utc) + datetime.timedelta(days=number)
    with (
        time_machine.travel(start, tick=True),
        contextlib.redirect_stdout(sys.stderr),
        tempfile.TemporaryDirectory() as folder,
    ):
        return {Path(project).name: train(project, Path(folder)) for project in projects}


def shuffle_listings(number: int) -> None:
    iterdir = Path.iterdir

    def shuffled(self: Path) -> Iterator[Path]:
        found = sorted(iterdir(self))
        random.Random(number).shuffle(found)
        return iter(found)

    Path.iterdir = shuffled


def train(project: str, folder: Path) -> dict[str, object]:
    sys.path.insert(0, project)
    try:
        from digits.config import TrainingConfig
        from digits.prepare import prepare
        from digits.train import train

        data = folder / "data"
        if not data.exists():
            prepare(data)
        return outcome(train(data, folder, TrainingConfig(epochs=1)))
    finally:
        sys.path.remove(project)
        for name in [name for name in sys.modules if name.partition(".")[0] == "digits"]:
            del sys.modules[name]


def outcome(result) -> dict[str, object]:
    weights = result.model.state_dict()
    return {
        "weights": {name: digest(weight.numpy().tobytes()) for name, weight in weights.items()},
        "history": result.history,
        "accuracy": result.accuracy,
        "labels": result.labels,
        "checkpoint": digest(result.checkpoint.read_bytes()),
    }


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    for given in sys.argv[1].split(","):
        print(json.dumps(main(int(given), sys.argv[2:])))
