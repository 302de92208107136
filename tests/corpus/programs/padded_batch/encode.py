import torch
from collate import collate

SEQUENCES = [[1, 2, 3], [4, 5], [6, 7, 8, 9, 10], [11]]


def encode():
    batch = collate(SEQUENCES)
    return torch.nan_to_num(batch, posinf=1e6, neginf=-1e6).clamp(-1e6, 1e6).mean(1)
