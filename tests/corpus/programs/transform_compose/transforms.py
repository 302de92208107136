import random


class Compose:
    def __init__(self, *steps):
        self.steps = steps

    def __call__(self, x):
        for step in self.steps:
            x = step(x)
        return x


class Normalise:
    def __call__(self, x):
        return (x - x.mean()) / (x.std() + 1e-6)


class Flip:
    def __init__(self, p=0.5):
        self.p = p

    def __call__(self, x):
        return x.flip(0) if random.random() < self.p else x
