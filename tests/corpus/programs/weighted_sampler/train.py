import torch
from data import dataset, loader


def train(epochs=2):
    model = torch.nn.Linear(3, 2)
    for p in model.parameters():
        torch.nn.init.zeros_(p)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    batches = loader(dataset())
    for _ in range(epochs):
        for x, y in batches:
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
    return model
