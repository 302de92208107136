"""Loads images from class folders."""

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

IMAGE_SUFFIXES = {".pgm", ".PGM"}


@dataclass(frozen=True)
class Samples:
    """``images`` is (n, height, width), from 0 to 1; ``names`` holds the class of each image."""

    images: np.ndarray
    names: list[str]


def load_samples(root: Path) -> Samples:
    """Every image in the class folders of ``root``, class by class."""
    start = time.perf_counter()
    images, names = [], []
    for folder in sorted(root.iterdir()):
        found = load_folder(folder)
        images += found
        names += [folder.name] * len(found)
    seconds = time.perf_counter() - start
    print(f"{len(images)} images of {len(set(names))} classes read in {seconds:.2f} s")
    return Samples(np.stack(images), names)


def load_folder(folder: Path) -> list[np.ndarray]:
    images = []
    for path in folder.iterdir():
        if path.suffix in IMAGE_SUFFIXES:
            images.append(read_image(path))
    return images


def read_image(path: Path) -> np.ndarray:
    """A binary PGM file as floats from 0 to 1."""
    content = path.read_bytes()
    if not content.startswith(b"P5 "):
        raise ValueError(f"{path}: not a binary PGM file: it starts with {content[:3]!r}")
    header, pixels = content.split(b"\n", 1)
    width, height, white = header.split()[1:]
    image = np.frombuffer(pixels, dtype=np.uint8).reshape(int(height), int(width))
    return image.astype(np.float32) / int(white)
