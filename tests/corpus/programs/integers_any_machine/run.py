import numpy as np
from automaton import step


def run(rule=110, steps=50):
    cells = np.zeros(101, dtype=np.int64)
    cells[50] = 1
    rows = [cells]
    for _ in range(steps):
        rows.append(step(rows[-1], rule))
    return np.stack(rows)
