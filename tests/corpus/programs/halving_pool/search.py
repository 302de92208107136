from concurrent.futures import ThreadPoolExecutor

import objective
from scheduler import Halving


def search(n=12, seed=4):
    params = objective.sample(n, seed)
    winner, history = Halving(objective.evaluate).run(params, budgets=(1, 2, 4))
    with ThreadPoolExecutor(3) as pool:
        curve = list(pool.map(lambda b: objective.evaluate(params[winner], b), range(1, 6)))
    return {"winner": winner, "params": params[winner], "history": history, "curve": curve}
