def fitness(genome):
    return sum(g * (i + 1) for i, g in enumerate(genome)) % 101


def cross(a, b, cut):
    return a[:cut] + b[cut:]
