"""Writes scikit-learn's bundled digits as one PGM file per image, in a folder per class."""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
WHITE = 16
HOLD_OUT = 5


def prepare(root: Path) -> Path:
    """Fill ``root`` with ``train/<class>/<number>.pgm`` and ``test/…``; every fifth image is for the test."""
    digits = load_digits()
    for number, (image, target) in enumerate(zip(digits.images, digits.target, strict=True)):
        split = "test" if number % HOLD_OUT == 0 else "train"
        folder = root / split / NAMES[target]
        folder.mkdir(parents=True, exist_ok=True)
        write_image(folder / f"{number:04}.pgm", image.astype(np.uint8))
    return root


def write_image(path: Path, image: np.ndarray) -> None:
    height, width = image.shape
    path.write_bytes(f"P5 {width} {height} {WHITE}\n".encode("ascii") + image.tobytes())
