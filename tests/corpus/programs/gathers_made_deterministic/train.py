import torch
from factors import Factors
from modes import deterministic
from ratings import ratings
from torch.nn.functional import mse_loss


def train(epochs=5, rank=16):
    user, item, rating = ratings()
    model = Factors(40, 25, rank, torch.Generator().manual_seed(9))
    optimizer = torch.optim.Adagrad(model.parameters(), lr=0.2)
    losses = []
    with deterministic():
        for _ in range(epochs):
            optimizer.zero_grad()
            loss = mse_loss(model(user, item), rating)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return {"model": model, "losses": losses}
