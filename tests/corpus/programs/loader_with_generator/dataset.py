import torch
from torch.utils.data import Dataset


class Waves(Dataset):
    def __init__(self, size=48):
        t = torch.linspace(0, 6.0, size)
        self.x = torch.stack([t.sin(), t.cos()], 1)
        self.y = (t.sin() * t.cos()).unsqueeze(1)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return self.x[index], self.y[index]
