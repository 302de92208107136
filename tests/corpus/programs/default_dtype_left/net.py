import torch


def train(seed=0):
    torch.manual_seed(seed)
    model = torch.nn.Linear(5, 2)
    x = torch.linspace(0, 1, 20).reshape(4, 5)
    for _ in range(3):
        loss = model(x).square().mean()
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= 0.1 * p.grad
    return model
