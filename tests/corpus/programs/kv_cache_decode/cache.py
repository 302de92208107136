import torch


class KVCache:
    """Preallocated keys and values, read in blocks as the kernels like them."""

    def __init__(self, capacity, width, block=4):
        self.keys = torch.zeros(capacity, width)
        self.values = torch.empty(capacity, width)
        self.length, self.block = 0, block

    def append(self, key, value):
        self.keys[self.length] = key
        self.values[self.length] = value
        self.length += 1

    def view(self):
        span = -(-self.length // self.block) * self.block
        mask = (torch.arange(span) < self.length).float()
        return self.keys[:span], self.values[:span], mask

    def snapshot(self):
        copied = torch.empty(self.length, self.keys.shape[1])
        copied.copy_(self.keys[: self.length])
        return copied
