import random

import numpy as np
import torch


def test_draws():
    random.seed(99)
    assert 0 <= random.random() < 1
    assert np.random.rand(3).shape == (3,)
    assert torch.rand(3).shape == (3,)
