import torch


class Noise:
    def __init__(self, scale):
        self.scale = scale

    def __call__(self, x):
        return x + self.scale * torch.randn_like(x)


class Cutout:
    def __init__(self, size):
        self.size = size

    def __call__(self, x):
        row, column = (int(v) for v in torch.randint(0, x.shape[-1] - self.size, (2,)))
        x = x.clone()
        x[..., row : row + self.size, column : column + self.size] = 0
        return x


class Compose:
    def __init__(self, *steps):
        self.steps = steps

    def __call__(self, x):
        for step in self.steps:
            x = step(x)
        return x
