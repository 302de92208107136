import torch
from net import weights
from parts import read, write


def run(folder):
    write(folder)
    values = torch.tensor(read(folder))
    return weights(len(values)), values.cumprod(0)
