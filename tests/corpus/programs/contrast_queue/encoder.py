import copy

import torch
from torch import nn
from torch.nn.functional import normalize


def encoder(inputs, dim, seed=4):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(inputs, 16), nn.ReLU(), nn.Linear(16, dim))


class Momentum:
    def __init__(self, model, decay=0.9):
        self.model, self.decay = copy.deepcopy(model), decay

    @torch.no_grad()
    def follow(self, model):
        for mine, theirs in zip(self.model.parameters(), model.parameters()):
            mine.lerp_(theirs, 1 - self.decay)

    @torch.no_grad()
    def __call__(self, x):
        return normalize(self.model(x))
