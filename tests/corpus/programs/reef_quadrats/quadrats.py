"""Photographs of reef quadrats, simulated as fields of coral cover."""
import numpy as np
from scipy.ndimage import gaussian_filter


def quadrat(number, size=40):
    rng = np.random.default_rng([7, number])
    field = gaussian_filter(rng.normal(size=(size, size)), 3)
    return field > np.quantile(field, 0.6 + 0.02 * number)


def edge_length(mask):
    return int((mask[1:] != mask[:-1]).sum() + (mask[:, 1:] != mask[:, :-1]).sum())


def measure(number):
    mask = quadrat(number)
    return {"number": number, "cover": float(mask.mean()), "edge": edge_length(mask)}
