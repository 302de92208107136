import torch
from torch import nn


def build(seed):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(6, 12), nn.ReLU(), nn.Dropout(0.2), nn.Linear(12, 1))


def data():
    generator = torch.Generator().manual_seed(3)
    x = torch.randn(48, 6, generator=generator)
    return x, x.sum(1, keepdim=True)
