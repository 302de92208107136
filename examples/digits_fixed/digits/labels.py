"""Between the names of classes and the numbers that the network predicts."""

from collections.abc import Iterable

import numpy as np


class Labels:
    """Numbers the distinct ``names`` from 0."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = sorted(set(names))
        self.number_of = {name: number for number, name in enumerate(self.names)}

    def __len__(self) -> int:
        return len(self.names)

    def encode(self, names: Iterable[str]) -> np.ndarray:
        names = list(names)
        unknown = set(names) - set(self.names)
        if unknown:
            raise ValueError(f"classes that were not trained on: {', '.join(sorted(unknown))}")
        return np.array([self.number_of[name] for name in names], dtype=np.int64)
