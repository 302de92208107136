def loss(x):
    return (x - 0.7) ** 2 + 0.1 * abs(x)
