import math


class Value:
    """A scalar that remembers what it was made of."""

    def __init__(self, data, parents=()):
        self.data = data
        self.grad = 0.0
        self.parents = set(parents)
        self._backward = lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))

        def backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = backward
        return out

    __radd__, __rmul__ = __add__, __mul__

    def tanh(self):
        out = Value(math.tanh(self.data), (self,))

        def backward():
            self.grad += (1 - out.data**2) * out.grad

        out._backward = backward
        return out

    def backward(self):
        order, visited = [], set()

        def build(value):
            if value not in visited:
                visited.add(value)
                for parent in value.parents:
                    build(parent)
                order.append(value)

        build(self)
        self.grad = 1.0
        for value in reversed(order):
            value._backward()
