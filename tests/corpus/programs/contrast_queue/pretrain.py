import torch
from encoder import Momentum, encoder
from project import whiten
from queue_of_keys import KeyQueue
from torch.nn.functional import cross_entropy, normalize


def samples(size=64, inputs=20):
    generator = torch.Generator().manual_seed(17)
    return torch.randn(size, inputs, generator=generator) * torch.linspace(2, 0.5, inputs)


def pretrain(epochs=2, batch=16):
    x = whiten(samples())
    online = encoder(x.shape[1], 6)
    target = Momentum(online)
    queue = KeyQueue(48, 6)
    optimizer = torch.optim.SGD(online.parameters(), lr=0.2)
    losses = []
    for _ in range(epochs):
        for rows in torch.randperm(len(x)).split(batch):
            view = x[rows] + 0.1 * torch.randn(len(rows), x.shape[1])
            queries, keys = normalize(online(x[rows])), target(view)
            logits = queue.logits(queries, keys)
            loss = cross_entropy(logits, torch.zeros(len(rows), dtype=torch.long))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            target.follow(online)
            queue.push(keys)
            losses.append(loss.item())
    return {"encoder": online.state_dict(), "losses": losses}
