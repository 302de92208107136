def average(found, keep=0.9):
    state = 0.0
    for _, value in found:
        state = keep * state + (1 - keep) * value
    return state
