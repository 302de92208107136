import torch
from layer import Affine


def outputs():
    model = Affine(6, 40)
    buffer = torch.empty(4, 40)
    buffer.copy_(model(torch.arange(24.0).reshape(4, 6)))
    return buffer.detach()
