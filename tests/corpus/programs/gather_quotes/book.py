import asyncio
import threading

import numpy as np

from desks import DEALERS, Dealer, Tally


async def collect(mids):
    dealers, tally = [Dealer(n) for n in DEALERS], Tally()
    limit = asyncio.Semaphore(6)

    async def one(dealer, i, mid):
        async with limit:
            return await dealer.quote(i, mid)

    tasks = []
    for i, mid in enumerate(mids):
        for dealer in dealers:
            task = asyncio.create_task(one(dealer, i, mid))
            task.add_done_callback(tally.arrived)
            tasks.append(task)
    quotes = await asyncio.gather(*tasks)
    return np.array(quotes).reshape(len(mids), len(dealers)), tally


def smooth_columns(quotes, decay=0.7):
    """Each thread owns one column of the result."""
    out = np.empty_like(quotes)

    def work(j):
        level = quotes[0, j]
        for i in range(len(quotes)):
            level = decay * level + (1 - decay) * quotes[i, j]
            out[i, j] = level

    crew = [threading.Thread(target=work, args=(j,)) for j in range(quotes.shape[1])]
    for member in crew:
        member.start()
    for member in crew:
        member.join()
    return out


def dealer_weights(quotes, mids):
    spread = np.abs(quotes - np.asarray(mids)[:, None]).mean(axis=0)
    raw = np.exp(-spread)
    return raw / raw.sum()


def make_book(mids):
    quotes, tally = asyncio.run(collect(mids))
    weights = dealer_weights(quotes, mids)
    return {"quotes": quotes, "smooth": smooth_columns(quotes), "weights": weights,
            "fair": quotes @ weights, "count": tally.count, "cents": tally.cents}
