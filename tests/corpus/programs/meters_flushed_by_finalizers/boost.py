import numpy as np
from meters import Board
from tree import Stump


def boost(seed, rounds=24, features=6, rate=0.3):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(120, features))
    y = x[:, 0] - 2 * (x[:, 1] > 0.3) + rng.normal(0, 0.2, 120)
    board, current = Board(), np.zeros(120)
    for number in range(rounds):
        stump = Stump(number % features).fit(x, y - current)
        current += rate * stump.predict(x)
        meter = board.open(f"round {number}")
        for error in np.abs(y - current):
            meter.update(float(error))
    del meter
    opened = board.close()
    return {"fit": current, "opened": opened, "entries": board.journal.entries, "blend": board.journal.blend}
