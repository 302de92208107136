import os
import random


def survey(folder, sites=40, seed=14):
    """One file per site: the distances to the others, no two of them equal."""
    rng = random.Random(seed)
    lengths = rng.sample(range(10_000), sites * (sites - 1) // 2)
    for a in range(sites):
        rows = [f"s{b:02d} {lengths.pop()}" for b in range(a)]
        (folder / f"s{a:02d}.txt").write_text("\n".join(rows))


def edges(folder):
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            site = entry.name.partition(".")[0]
            with open(entry.path) as stream:
                found += [(site, other, int(length)) for other, length in map(str.split, stream)]
    random.shuffle(found)  # spreads the sites over the workers' queues
    return found
