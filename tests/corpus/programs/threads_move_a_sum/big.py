import torch
from reduce import normalise


def weights():
    torch.manual_seed(0)
    x = torch.rand(2_000_000)
    return normalise(x)[:10], x.sum()
