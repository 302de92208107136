from beam import Hypothesis, expand, prune


def decode(steps=4, width=3):
    beam = [Hypothesis([], 0)]
    for _ in range(steps):
        beam = prune(expand(beam), width)
    return [h.words for h in beam]
