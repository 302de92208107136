import torch
from torch import nn


def features(rows=24, width=6):
    return torch.linspace(-1, 1, rows * width).reshape(rows, width)


def train(steps=5):
    model = nn.Linear(6, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    x = features()
    y = (x.sum(1) > 0).long()
    for _ in range(steps):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
    return model.state_dict()
