import random

from engine import Value


class Neuron:
    def __init__(self, inputs, rng):
        self.weights = [Value(rng.uniform(-1, 1)) for _ in range(inputs)]
        self.bias = Value(0.0)

    def __call__(self, xs):
        return sum((w * x for w, x in zip(self.weights, xs)), self.bias).tanh()

    def parameters(self):
        return [*self.weights, self.bias]


class Network:
    def __init__(self, *sizes, seed):
        rng = random.Random(seed)
        self.layers = [[Neuron(a, rng) for _ in range(b)] for a, b in zip(sizes, sizes[1:])]

    def __call__(self, xs):
        for layer in self.layers:
            xs = [neuron(xs) for neuron in layer]
        return xs[0]

    def parameters(self):
        return [p for layer in self.layers for neuron in layer for p in neuron.parameters()]
