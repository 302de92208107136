import torch
from checkpoint import Checkpoints, kept_stream
from data import loader
from torch import nn


def build():
    net = nn.Sequential(nn.Linear(1, 24), nn.Tanh(), nn.Dropout(0.1), nn.Linear(24, 1))
    return net, torch.optim.AdamW(net.parameters(), 0.01)


def epochs(net, optimizer, batches, numbers):
    for number in numbers:
        total = 0.0
        for x, y in batches:
            optimizer.zero_grad()
            with torch.autocast("cpu", dtype=torch.bfloat16):
                out = net(x)
            loss = nn.functional.mse_loss(out.float(), y)
            loss.backward()
            optimizer.step()
            total += loss.item()
        with kept_stream():
            torch.rand(3)
        yield number, total


def run():
    torch.manual_seed(9)
    generator = torch.Generator().manual_seed(10)
    net, optimizer = build()
    keep, history = Checkpoints(), []
    for number, total in epochs(net, optimizer, loader(generator), range(3)):
        history.append(total)
        keep.save(number, net=net.state_dict(), opt=optimizer.state_dict(), loader=generator.get_state())
    fresh, again = build()
    state = keep.latest()
    fresh.load_state_dict(state["net"])
    again.load_state_dict(state["opt"])
    stream = torch.Generator()
    stream.set_state(state["loader"])
    history += [total for _, total in epochs(fresh, again, loader(stream), range(3, 6))]
    return fresh, history
