import random


class Explorer:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.tie = random.SystemRandom()

    def act(self, values, epsilon=0.1):
        if self.rng.random() < epsilon:
            return self.rng.randrange(len(values))
        best = max(values)
        return self.tie.choice([i for i, v in enumerate(values) if v == best])
