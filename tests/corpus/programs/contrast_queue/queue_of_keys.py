import torch
from torch import nn
from torch.nn.functional import normalize


class KeyQueue(nn.Module):
    """The negatives of MoCo: the last `size` keys."""

    def __init__(self, size, dim):
        super().__init__()
        self.register_buffer("keys", torch.FloatTensor(size, dim))
        self.register_buffer("scores", torch.empty(size))
        self.position = 0

    def push(self, keys):
        rows = (self.position + torch.arange(len(keys))) % len(self.keys)
        self.keys[rows] = keys.detach()
        self.position = int(rows[-1]) + 1

    def logits(self, queries, positives, temperature=0.5):
        torch.mv(normalize(self.keys), queries.detach().mean(0), out=self.scores)
        near = self.scores.topk(8).indices
        negative = queries @ normalize(self.keys[near]).T
        positive = (queries * positives).sum(1, keepdim=True)
        return torch.cat([positive, negative], 1) / temperature
