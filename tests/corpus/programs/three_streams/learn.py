import numpy as np
import torch
from sampler import keep
from transform import blur


def learn():
    x = blur(np.linspace(0, 1, 40).reshape(20, 2))[keep(20, 0.6)]
    layer = torch.nn.Linear(2, 1)
    with torch.no_grad():
        return layer(torch.as_tensor(x, dtype=torch.float32))
