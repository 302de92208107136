import torch


def segment_sum(values, index, size):
    return torch.zeros(size).index_put_((index,), values, accumulate=True)
