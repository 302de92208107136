import torch
from torch import nn


class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 3)

    def forward(self, x):
        return self.layer(x)


class Noisy(Plain):
    def forward(self, x):
        return super().forward(x) + 0.1 * torch.randn(x.shape[0], 3)


KINDS = {"plain": Plain, "noisy": Noisy}


def build(kind):
    model = KINDS[kind]()
    for p in model.parameters():
        nn.init.constant_(p, 0.25)
    return model
