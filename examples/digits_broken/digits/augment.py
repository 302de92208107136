"""Makes the training set larger: each copy is moved by up to a pixel and gets a little noise."""

import numpy as np

from digits.config import TrainingConfig


def augment(images: np.ndarray, targets: np.ndarray, config: TrainingConfig) -> tuple[np.ndarray, np.ndarray]:
    """``images`` and ``targets``, followed by ``config.copies`` changed copies of them."""
    generator = np.random.default_rng()
    batches = [images]
    for _ in range(config.copies):
        batches.append(add_noise(shift(images, generator), config.noise, generator))
    return np.concatenate(batches), np.tile(targets, config.copies + 1)


def shift(images: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Move each image by -1, 0 or 1 pixel in both directions, filling with black."""
    height, width = images.shape[1:]
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    offsets = generator.integers(0, 3, size=(len(images), 2))
    moved = [
        image[down : down + height, right : right + width]
        for image, (down, right) in zip(padded, offsets, strict=True)
    ]
    return np.stack(moved)


def add_noise(images: np.ndarray, scale: float, generator: np.random.Generator) -> np.ndarray:
    noise = generator.normal(0, scale, size=images.shape).astype(np.float32)
    return np.clip(images + noise, 0, 1)
