"""Statistics that may be merged in any order without rounding."""
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass
class Moments:
    n: int = 0
    total: Fraction = Fraction(0)
    squares: Fraction = Fraction(0)

    def add(self, value):
        v = Fraction(value)
        self.n += 1
        self.total += v
        self.squares += v * v

    def merge(self, other):
        return Moments(self.n + other.n, self.total + other.total, self.squares + other.squares)

    @property
    def mean(self):
        return float(self.total / self.n)

    @property
    def variance(self):
        return float(self.squares / self.n - (self.total / self.n) ** 2)


@dataclass
class Histogram:
    edges: tuple
    cells: Counter = field(default_factory=Counter)

    def add(self, value):
        self.cells[sum(value >= e for e in self.edges)] += 1

    def merge(self, other):
        return Histogram(self.edges, self.cells + other.cells)

    def quantile(self, q):
        """Upper edge of the cell in which the quantile lies."""
        left = q * sum(self.cells.values())
        for i in range(len(self.edges)):
            left -= self.cells[i]
            if left <= 0:
                return self.edges[i]
        return float("inf")
