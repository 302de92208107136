from explore import Explorer

ARMS = [0.2, 0.5, 0.5, 0.3]


def play(rounds=60):
    explorer = Explorer(5)
    values, counts, path = [0.0] * 4, [0] * 4, []
    for _ in range(rounds):
        arm = explorer.act(values)
        counts[arm] += 1
        values[arm] += (ARMS[arm] - values[arm]) / counts[arm]
        path.append(arm)
    return path
