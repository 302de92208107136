import logging

import torch

log = logging.getLogger("preview")


def preview(augment, image, count=3):
    """Logs what some other augmentations would look like. The training must not notice."""
    with torch.random.fork_rng(devices=[]):
        torch.seed()
        for _ in range(count):
            log.info("mean after augmentation: %.3f", augment(image).mean())
