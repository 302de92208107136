import random

import numpy as np
import torch


def seed_everything(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def train(seed=1):
    seed_everything(seed)
    order = random.sample(range(10), 10)
    noise = np.random.normal(size=10)
    weight = torch.randn(10)
    return weight[order] + torch.from_numpy(noise)
