import torch
from dataset import Signals
from torch.utils.data import DataLoader


def train(epochs=2):
    torch.manual_seed(4)
    model = torch.nn.Linear(5, 5)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    losses = []
    for _ in range(epochs):
        for batch in DataLoader(Signals(), batch_size=8, shuffle=True):
            loss = (model(batch) - batch).square().mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return model, losses
