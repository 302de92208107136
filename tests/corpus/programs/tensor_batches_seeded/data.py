import torch
from torch.utils.data import TensorDataset, random_split


def parts():
    x = torch.linspace(-1, 1, 60).reshape(20, 3)
    data = TensorDataset(x, x.sum(1))
    return random_split(data, [14, 6], generator=torch.Generator().manual_seed(2))
