import time


def bundle(weights, **extra):
    return {"weights": weights, "created": time.time(), **extra}
