"""Checkpoints of a matrix factorisation, kept beside the code."""
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent / "runs"


class CheckpointStore:
    def __init__(self, name, root=ROOT):
        self.folder = Path(root) / name

    def path(self, step):
        return self.folder / f"step-{step:05d}.npz"

    def steps(self):
        if not self.folder.is_dir():
            return []
        return sorted(int(p.stem.split("-")[1]) for p in self.folder.glob("step-*.npz"))

    def save(self, step, **arrays):
        self.folder.mkdir(parents=True, exist_ok=True)
        np.savez(self.path(step), **arrays)
        for old in self.steps()[:-2]:
            self.path(old).unlink()

    def latest(self):
        steps = self.steps()
        if not steps:
            return None
        with np.load(self.path(steps[-1])) as archive:
            return steps[-1], {name: archive[name] for name in archive.files}
