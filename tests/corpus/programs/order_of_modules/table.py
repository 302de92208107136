from hooks import run
from names import columns


def table():
    rows = [{f"feature{(i + j) % 11}": i * j for j in range(3)} for i in range(15)]
    names = columns(rows)
    return names, run([[row.get(name, 0) for name in names] for row in rows])
