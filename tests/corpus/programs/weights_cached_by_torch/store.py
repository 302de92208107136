from pathlib import Path

import torch

CACHE = Path("cache")


def cached(name, make):
    file = CACHE / f"{name}.pt"
    if not CACHE.exists():
        CACHE.mkdir()
    if not file.exists():
        torch.save(make(), file)
    # Loaded in the first run as well: what is used is what was kept.
    assert file.stat().st_size
    return torch.load(file)
