import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Kayles:
    """Rows of pins: take one, or two that stand together; who takes the last one wins."""

    rows: tuple
    player: int = 0

    @classmethod
    def deal(cls, seed, rows=4):
        rng = random.Random(seed)
        return cls(tuple(rng.randrange(2, 6) for _ in range(rows)))

    def moves(self):
        return [(row, at, n) for row, pins in enumerate(self.rows) for n in (1, 2) for at in range(pins - n + 1)]

    def play(self, move):
        row, at, n = move
        left, right = at, self.rows[row] - at - n
        rest = self.rows[:row] + tuple(part for part in (left, right) if part) + self.rows[row + 1 :]
        return Kayles(rest, 1 - self.player)

    @property
    def over(self):
        return not self.rows
