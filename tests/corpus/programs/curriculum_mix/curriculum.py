"""Which examples are seen when."""
import random

import torch
from torch.utils.data import DataLoader, WeightedRandomSampler

from tasks import collate


class Curriculum:
    """Weights move from short to long rows as the phases go on."""

    def __init__(self, dataset, phases=3, batch=16):
        self.dataset, self.phases, self.batch = dataset, phases, batch

    def weights(self, phase):
        target = 2 + 6 * phase / max(1, self.phases - 1)
        gap = torch.tensor([abs(float(k) - target) for k in self.dataset.length])
        return torch.exp(-gap / 2)

    def loader(self, phase):
        sampler = WeightedRandomSampler(self.weights(phase), num_samples=len(self.dataset))
        return DataLoader(self.dataset, self.batch, sampler=sampler, collate_fn=collate)

    def __iter__(self):
        for phase in range(self.phases):
            yield phase, self.loader(phase)


class ReplayBuffer:
    """Batches of earlier phases, brought back now and then."""

    def __init__(self, capacity=6):
        self.capacity = capacity
        self.kept = []

    def add(self, batch):
        if len(self.kept) >= self.capacity:
            self.kept[random.randrange(self.capacity)] = batch
        else:
            self.kept.append(batch)

    def recall(self):
        return self.kept[-1] if self.kept else None
