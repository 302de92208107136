from store import restore, save


def train(folder, steps=6):
    weights = [0.0, 1.0]
    for step in range(steps):
        weights = [w * 0.9 + 0.1 * step for w in weights]
        save(folder, step, weights)
    return restore(folder)
