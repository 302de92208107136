"""Count sketches of sparse bags: every token adds a signed weight to one cell in each row of the table."""
import torch

PRIME = 2_147_483_647


class CountSketch:
    def __init__(self, rows=3, width=64, seed=0):
        gen = torch.Generator().manual_seed(seed)
        self.a = torch.randint(1, PRIME, (rows, 1), generator=gen)
        self.b = torch.randint(0, PRIME, (rows, 1), generator=gen)
        self.rows, self.width = rows, width

    def cells(self, tokens):
        h = (self.a * tokens + self.b) % PRIME
        return h % self.width, 1.0 - 2.0 * ((h // self.width) % 2).float()

    def table(self, tokens, weights):
        cell, sign = self.cells(tokens)
        row = torch.arange(self.rows)[:, None].expand_as(cell)
        out = torch.zeros(self.rows, self.width)
        out.index_put_((row, cell), sign * weights, accumulate=True)
        return out

    def query(self, table, tokens):
        cell, sign = self.cells(tokens)
        row = torch.arange(self.rows)[:, None].expand_as(cell)
        return (table[row, cell] * sign).median(dim=0).values


def counts(tokens, size):
    """Exact integer counts, for comparison."""
    out = torch.zeros(size, dtype=torch.int64)
    out.index_put_((tokens,), torch.ones_like(tokens), accumulate=True)
    return out
