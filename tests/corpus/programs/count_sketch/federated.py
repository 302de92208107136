"""Clients send sketches of their updates; the server adds them up and reads the heavy coordinates."""
import time

import torch

from sketch import CountSketch, counts


def client_update(client, n=60_000, vocab=5_000):
    gen = torch.Generator().manual_seed(1000 + client)
    u = torch.rand(n, generator=gen)
    tokens = (vocab * u.pow(4)).long().clamp_(max=vocab - 1)
    weights = torch.rand(n, generator=gen) * 2 - 0.7
    return tokens, weights


class Server:
    def __init__(self, sketch):
        self.sketch = sketch
        self.total = torch.zeros(sketch.rows, sketch.width)
        self.seen = []

    def receive(self, table, tokens):
        self.total += table
        self.seen.append(counts(tokens, 5_000))

    def heavy(self, k=12):
        frequent = torch.stack(self.seen).sum(0).argsort(descending=True, stable=True)[:k]
        return frequent, self.sketch.query(self.total, frequent)


def rounds(n_clients=3):
    sketch = CountSketch(seed=9)
    server = Server(sketch)
    t = time.perf_counter()
    for client in range(n_clients):
        tokens, weights = client_update(client)
        server.receive(sketch.table(tokens, weights), tokens)
    print(f"{n_clients} clients in {time.perf_counter() - t:.2f} s")
    tokens, estimate = server.heavy()
    return {"tokens": tokens, "estimate": estimate, "norm": server.total.pow(2).sum(1)}
