import logging
import multiprocessing

from candidates import candidates
from evaluate import evaluate

log = logging.getLogger(__name__)


def rung(pool, alive, steps):
    results, processes, seconds = [], set(), 0.0
    for candidate, loss, meta in pool.imap_unordered(evaluate, [(c, steps) for c in alive]):
        results.append((loss, candidate))
        processes.add(meta["pid"])
        seconds += meta["seconds"]
    log.info("%d candidates by %d processes in %.3f s", len(results), len(processes), seconds)
    return sorted(results, key=lambda pair: (pair[0], pair[1].number))


def halving(n=12, steps=20, seed=99):
    alive, history = candidates(n, seed), []
    with multiprocessing.get_context("fork").Pool(2) as pool:
        while len(alive) > 1:
            ranked = rung(pool, alive, steps)
            history.append([(candidate.number, loss) for loss, candidate in ranked])
            alive = {candidate for _, candidate in ranked[: len(ranked) // 2]}
            steps *= 2
    (winner,) = alive
    return {"winner": winner, "history": history}
