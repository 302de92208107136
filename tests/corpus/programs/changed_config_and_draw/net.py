import torch
from config import CONFIG


def train():
    model = torch.nn.Linear(3, CONFIG["hidden"])
    optimizer = torch.optim.SGD(model.parameters(), lr=CONFIG["lr"])
    x = torch.arange(12.0).reshape(4, 3) / 12
    for _ in range(CONFIG["steps"]):
        optimizer.zero_grad()
        model(x).square().sum().backward()
        optimizer.step()
    return model, CONFIG["lr"] * CONFIG["steps"]
