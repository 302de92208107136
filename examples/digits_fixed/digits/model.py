"""The network: two convolutions and a linear layer."""

import torch
from torch import nn


class DigitNet(nn.Module):
    """Takes (n, 1, 8, 8), gives the logits (n, classes)."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, kernel_size=3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.drop = nn.Dropout(0.2)
        self.out = nn.Linear(32 * 2 * 2, classes)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        hidden = self.pool(torch.relu(self.conv1(images)))
        hidden = self.pool(torch.relu(self.conv2(hidden)))
        return self.out(self.drop(hidden.flatten(1)))
