from engine import Value, backward


def fit():
    weights = [Value(0.1 * (i + 1) ** 0.5) for i in range(9)]
    total = Value(0.0)
    for i, w in enumerate(weights):
        total = total + (w * weights[(i * 4 + 1) % 9]).tanh() * w
    path = backward(total)
    return path, [w.grad for w in weights]
