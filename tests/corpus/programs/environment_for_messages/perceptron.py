import logging

from logs import banner

log = logging.getLogger(__name__)
POINTS = [((0.0, 0.0), -1), ((0.0, 1.0), 1), ((1.0, 0.0), 1), ((1.0, 1.0), 1)]


def fit(rounds=20):
    log.warning("training for %s", banner())
    w = [0.0, 0.0, 0.0]
    for _ in range(rounds):
        for (a, b), label in POINTS:
            if (w[0] + w[1] * a + w[2] * b) * label <= 0:
                w = [w[0] + label, w[1] + label * a, w[2] + label * b]
    return w
