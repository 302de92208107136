import random

import torch
from torch.utils.data import Dataset


class Crops(Dataset):
    def __len__(self):
        return 12

    def __getitem__(self, index):
        start = random.randint(0, 5)
        return torch.arange(start, start + 3) + index
