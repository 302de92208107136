import time

import torch


@torch.no_grad()
def warm_up(model, batches=3, batch=8):
    """Touch every kernel once, so that the timings below mean something."""
    start = time.perf_counter()
    for _ in range(batches):
        model(torch.randn(batch, 10), torch.rand(batch, 10))
    return time.perf_counter() - start
