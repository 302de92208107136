"""The settings of a run."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TrainingConfig:
    seed: int = 20
    epochs: int = 8
    batch_size: int = 64
    learning_rate: float = 0.003
    copies: int = 1
    """Augmented copies that are made of each training image."""
    noise: float = 0.04
    """Standard deviation of the noise, where black is 0 and white is 1."""
