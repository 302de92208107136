import torch
from cells import cell
from torch.utils.data import DataLoader, TensorDataset


def states():
    data = TensorDataset(torch.arange(24.0).reshape(12, 2))
    weight = cell(2)
    hidden = torch.zeros(2)
    for (batch,) in DataLoader(data, batch_size=3, shuffle=True):
        hidden = torch.tanh(weight @ hidden + batch.mean(0) / 10)
    return hidden
