"""How good a trained network is."""

import numpy as np
import torch

from digits.model import DigitNet


def predict(model: DigitNet, images: np.ndarray) -> np.ndarray:
    model.eval()
    with torch.no_grad():
        return model(torch.from_numpy(images).unsqueeze(1)).argmax(dim=1).numpy()


def accuracy(model: DigitNet, images: np.ndarray, targets: np.ndarray) -> float:
    return float((predict(model, images) == targets).mean())


def class_accuracies(
    model: DigitNet, images: np.ndarray, targets: np.ndarray, names: list[str]
) -> dict[str, float]:
    """The share of each class that is recognised, in the order of the alphabet."""
    hits = predict(model, images) == targets
    return {name: float(hits[targets == names.index(name)].mean()) for name in sorted(set(names))}
