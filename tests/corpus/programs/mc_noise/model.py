"""A small regressor with noise and dropout layers that stay on when we sample predictions."""
import torch
from torch import nn


class GaussianNoise(nn.Module):
    """Adds noise relative to the size of the activations (no gradient through the scale)."""

    def __init__(self, sigma=0.1, generator=None):
        super().__init__()
        self.sigma = sigma
        self.generator = generator
        self.active = True

    def forward(self, x):
        if not (self.training and self.active):
            return x
        if self.generator is not None:
            noise = torch.randn(x.shape, generator=self.generator)
        else:
            noise = torch.randn_like(x)
        return x + self.sigma * x.detach().abs() * noise


class Regressor(nn.Module):
    def __init__(self, width=24, p=0.2):
        super().__init__()
        self.inp = nn.Linear(3, width)
        self.noise = GaussianNoise(0.1)
        self.drop = nn.Dropout(p)
        self.out = nn.Linear(width, 1)

    def forward(self, x):
        h = torch.relu(self.inp(x))
        return self.out(self.drop(self.noise(h))).squeeze(-1)
