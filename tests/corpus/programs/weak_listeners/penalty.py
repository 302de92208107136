from layers import ALIVE


def total(start=0.1):
    state = start
    for layer in ALIVE:
        state = 0.7 * state + layer.penalty()
    return state


def largest():
    return max(layer.scale for layer in ALIVE)
