import torch
from torch import nn


class Sampler(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 4, bias=False)
        nn.init.eye_(self.layer.weight)
        self.drop = nn.Dropout(0.3)

    def forward(self, x):
        return self.drop(self.layer(x))
