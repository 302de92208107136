"""Sorting tasks of growing difficulty for a tiny sequence model."""
import numpy as np
import torch
from torch.utils.data import Dataset


class SortTask(Dataset):
    def __init__(self, n=96, seed=1):
        rng = np.random.default_rng(seed)
        self.length = rng.integers(2, 9, size=n)
        self.rows = [rng.random(k) for k in self.length]

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        row = np.zeros(8, dtype=np.float32)
        row[: self.length[i]] = self.rows[i]
        return row, float(self.rows[i].max() - self.rows[i].min())


def collate(batch):
    """Pads, and jitters the inputs a little."""
    rows = np.stack([row for row, _ in batch])
    rows = rows + np.random.normal(0, 0.01, rows.shape).astype(np.float32)
    return torch.from_numpy(rows), torch.tensor([t for _, t in batch])
