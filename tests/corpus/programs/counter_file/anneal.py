from history import next_run


def temperature():
    run = next_run()
    return [0.9 ** (step + run) for step in range(6)]
