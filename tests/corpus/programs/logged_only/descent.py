import time

from tracking import Run


def descend(folder, steps=20):
    run = Run(folder)
    x, path = 5.0, []
    for step in range(steps):
        began = time.perf_counter()
        x -= 0.2 * (2 * x - 1)
        path.append(x)
        run.log(step=step, seconds=time.perf_counter() - began, x=x)
    assert run.push()
    return path
