from start import start
from walkers import steps


def travel(n=30):
    return start() + steps(n).cumsum()
