"""Categories as numbers, given out in the order in which they are met."""

import functools


class Codes:
    def __init__(self, column):
        self.column, self.number = column, {}

    def encode(self, values):
        return [self.number.setdefault(value, len(self.number)) for value in values]

    def __len__(self):
        return len(self.number)


@functools.lru_cache(maxsize=None)
def codes(column):
    return Codes(column)


@functools.lru_cache(maxsize=None)
def normal(name):
    """One spelling for each city; cached, since it is asked for every row."""
    return name.strip().casefold().replace("ü", "ue")
