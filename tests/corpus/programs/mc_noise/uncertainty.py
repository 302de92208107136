"""Training under a fixed seed, then Monte Carlo samples of the predictions."""
from contextlib import contextmanager

import torch
from torch import nn

from model import GaussianNoise, Regressor


@contextmanager
def fixed_seed(seed):
    """Everything inside draws from `seed`; the caller's stream is left as it was."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        yield


def make_data(n=96):
    gen = torch.Generator().manual_seed(5)
    x = torch.rand(n, 3, generator=gen) * 2 - 1
    y = torch.sin(2 * x[:, 0]) + 0.5 * x[:, 1] * x[:, 2]
    return x, y


def fit(x, y, epochs=30):
    model = Regressor()
    opt = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(epochs):
        order = torch.randperm(len(x))
        for i in range(0, len(x), 32):
            part = order[i : i + 32]
            opt.zero_grad()
            loss = nn.functional.mse_loss(model(x[part]), y[part])
            loss.backward()
            opt.step()
    return model


@contextmanager
def stochastic_layers(model, kinds):
    """Evaluation mode but for the layers of the given kinds."""
    was = model.training
    model.eval()
    for m in model.modules():
        if isinstance(m, kinds):
            m.train()
    try:
        yield model
    finally:
        model.train(was)


@torch.no_grad()
def sample_predictions(model, x, n_samples=16):
    with stochastic_layers(model, (GaussianNoise,)):
        draws = torch.stack([model(x) for _ in range(n_samples)])
    return draws.mean(0), draws.std(0)


def run():
    x, y = make_data()
    with fixed_seed(17):
        model = fit(x[:64], y[:64])
    mean, std = sample_predictions(model, x[64:])
    inside = ((y[64:] - mean).abs() < 2 * std + 0.3).float().mean()
    return {"mean": mean, "std": std, "coverage": float(inside), "weight": model.out.weight.detach()}
