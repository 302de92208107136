import torch


def whiten(x, rank=5):
    """Projects on the leading principal directions."""
    centred = x - x.mean(0)
    _, scale, directions = torch.pca_lowrank(centred, q=rank, center=False, niter=1)
    return centred @ directions / (scale / len(x) ** 0.5)
