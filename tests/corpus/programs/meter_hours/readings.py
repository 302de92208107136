"""Smart-meter readings as a gateway exports them: seconds since 1970 and a counter in watt hours."""

import csv
import getpass
import os
import tempfile
from pathlib import Path

import numpy as np

START = 1_711_753_200


def export(folder, meters=4, hours=96, seed=44):
    rng = np.random.default_rng(seed)
    folder = Path(folder)
    folder.mkdir()
    for meter in range(meters):
        use = 200 + 150 * np.sin(np.arange(hours) * 2 * np.pi / 24) + rng.normal(scale=20, size=hours)
        with (folder / f"meter{meter}.csv").open("w", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerows((START + 3600 * i, int(total)) for i, total in enumerate(use.cumsum()))
    return folder


def merged(folder):
    """All meters in one table, by way of a scratch file that is removed again."""
    handle, name = tempfile.mkstemp(prefix=f"{getpass.getuser()}-{os.getpid()}-", suffix=".csv")
    with os.fdopen(handle, "w", newline="") as out:
        writer = csv.writer(out)
        for entry in os.scandir(folder):
            with open(entry.path, newline="") as stream:
                writer.writerows((entry.name.removesuffix(".csv"), *row) for row in csv.reader(stream))
    with open(name, newline="") as stream:
        rows = [(meter, int(at), int(total)) for meter, at, total in csv.reader(stream)]
    os.unlink(name)
    return sorted(rows)
