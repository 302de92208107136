import random

import numpy as np
import torch
from dataset import Jittered
from torch.utils.data import DataLoader


def seed_worker(worker):
    seed = torch.initial_seed() % 2**32
    np.random.seed(seed)
    random.seed(seed)


def batches():
    generator = torch.Generator().manual_seed(11)
    loader = DataLoader(
        Jittered(), batch_size=4, shuffle=True, num_workers=2, worker_init_fn=seed_worker, generator=generator
    )
    return torch.stack([batch.mean(0) for batch in loader])
