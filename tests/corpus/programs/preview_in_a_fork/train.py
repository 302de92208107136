import torch
from augment import Compose, Cutout, Noise
from digits import load
from preview import preview
from torch import nn
from torch.nn.functional import cross_entropy


def train(epochs=4):
    torch.manual_seed(1)
    images, labels = load()
    augment = Compose(Noise(0.1), Cutout(3))
    model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Dropout(0.2), nn.Linear(144, 2))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    losses = []
    for _ in range(epochs):
        preview(augment, images[0])
        for rows in torch.randperm(len(images)).split(10):
            loss = cross_entropy(model(augment(images[rows])), labels[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return {"model": model, "losses": losses}
