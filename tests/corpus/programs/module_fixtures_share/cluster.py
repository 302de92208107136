import random

import numpy as np


def cluster(points, count):
    centres = points[random.sample(range(len(points)), count)]
    for _ in range(5):
        near = ((points[:, None] - centres[None]) ** 2).sum(-1).argmin(1)
        centres = np.array(
            [points[near == k].mean(0) if (near == k).any() else centres[k] for k in range(count)]
        )
    return centres
