import torch
from torch.utils.data import Dataset
from transforms import Compose, Flip, Normalise


class Signals(Dataset):
    def __init__(self, n=32):
        generator = torch.Generator().manual_seed(0)
        self.x = torch.randn(n, 5, generator=generator)
        self.transform = Compose(Normalise(), Flip())

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return self.transform(self.x[index])
