def chunk(k):
    return k, sum(1.0 / (i + 1) ** (1 + k % 3) for i in range(400 * (k % 4 + 1)))
