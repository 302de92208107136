import torch
from model import Net
from seeding import seed_everything


def train(epochs=5):
    seed_everything(11)
    x = torch.randn(64, 6)
    y = x.sum(1, keepdim=True) + 0.1 * torch.randn(64, 1)
    net = Net()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    for _ in range(epochs):
        order = torch.randperm(64)
        for batch in order.split(16):
            optimizer.zero_grad()
            loss = torch.nn.functional.mse_loss(net(x[batch]), y[batch])
            loss.backward()
            optimizer.step()
    return net, loss.item()
