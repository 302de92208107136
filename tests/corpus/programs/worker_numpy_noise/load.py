import torch
from dataset import Crops
from torch.utils.data import DataLoader


def batches():
    loader = DataLoader(Crops(), batch_size=4, num_workers=2)
    return torch.stack([b.sum(0) for b in loader])
