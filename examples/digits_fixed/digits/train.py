"""Trains the network and writes a checkpoint."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from digits.augment import augment
from digits.config import TrainingConfig
from digits.evaluate import accuracy, class_accuracies
from digits.files import load_samples
from digits.labels import Labels
from digits.model import DigitNet

LOG_FOLDER = os.environ.get("DIGITS_LOGS", "logs")


@dataclass(frozen=True)
class TrainingResult:
    model: DigitNet
    labels: list[str]
    history: list[float]
    """Mean loss of each epoch."""
    accuracy: float
    class_accuracies: dict[str, float]
    checkpoint: Path


def train(data: Path, run: Path, config: TrainingConfig) -> TrainingResult:
    """Train on ``data/train``, evaluate on ``data/test``, write what is kept into ``run``."""
    torch.set_num_threads(1)  # so small a network only gets slower with more
    torch.manual_seed(config.seed)
    samples = load_samples(data / "train")
    labels = Labels(samples.names)
    images, targets = augment(samples.images, labels.encode(samples.names), config)
    model = DigitNet(len(labels))
    history = fit(model, images, targets, config, run / LOG_FOLDER)
    held_out = load_samples(data / "test")
    held_out_targets = labels.encode(held_out.names)
    return TrainingResult(
        model,
        labels.names,
        history,
        accuracy(model, held_out.images, held_out_targets),
        class_accuracies(model, held_out.images, held_out_targets, labels.names),
        save(model, labels, run),
    )


def fit(
    model: DigitNet, images: np.ndarray, targets: np.ndarray, config: TrainingConfig, logs: Path
) -> list[float]:
    """Train for ``config.epochs``; the mean loss of each."""
    dataset = TensorDataset(torch.from_numpy(images).unsqueeze(1), torch.from_numpy(targets))
    batches = DataLoader(dataset, config.batch_size, shuffle=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=config.learning_rate)
    history = []
    for epoch in range(config.epochs):
        history.append(fit_epoch(model, batches, optimizer))
        log(logs, f"epoch {epoch}: loss {history[-1]:.4f}")
    return history


def fit_epoch(model: DigitNet, batches: DataLoader, optimizer: torch.optim.Optimizer) -> float:
    model.train()
    total = 0.0
    for images, targets in batches:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(images), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(images)
    return total / len(batches.dataset)


def log(folder: Path, message: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "train.log").open("a", encoding="utf-8") as file:
        file.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {message}\n")


def save(model: DigitNet, labels: Labels, run: Path) -> Path:
    path = run / "digits.pt"
    torch.save({"labels": labels.names, "weights": model.state_dict()}, path)
    return path
