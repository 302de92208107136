from defaults import JITTER, RETRIES


def rates(base=0.1, steps=5):
    return [base * JITTER * 0.5**i for i in range(steps + RETRIES)]
