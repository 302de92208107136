import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import torch


@contextmanager
def kept_stream():
    """What happens inside does not move torch's stream."""
    before = torch.get_rng_state()
    try:
        yield
    finally:
        torch.set_rng_state(before)


class Checkpoints:
    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="run-"))
        self.written = []

    def save(self, epoch, **state):
        path = self.folder / f"epoch-{epoch:03d}.pt"
        torch.save({"epoch": epoch, "torch": torch.get_rng_state(), **state}, path)
        self.written.append((time.strftime("%H:%M"), path.name))

    def latest(self):
        state = torch.load(sorted(self.folder.glob("*.pt"))[-1])
        torch.set_rng_state(state["torch"])
        return state
