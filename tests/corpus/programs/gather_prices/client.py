import asyncio
import logging
import random
import time
import uuid

log = logging.getLogger("prices")


class Busy(Exception):
    pass


class Exchange:
    """Stands for the remote side: the first request for every third symbol is turned away."""

    def __init__(self, symbols):
        self.asked = dict.fromkeys(symbols, 0)

    async def quote(self, symbol, request_id):
        await asyncio.sleep(0)
        self.asked[symbol] += 1
        if self.asked[symbol] == 1 and len(symbol) % 3 == 0:
            raise Busy(request_id)
        base = sum(map(ord, symbol))
        return [base + (base * day) % 17 for day in range(12)]


async def fetch(exchange, symbol):
    while True:
        try:
            return symbol, await exchange.quote(symbol, uuid.uuid4().hex)
        except Busy as error:
            log.info("%s: busy (%s)", symbol, error)
            await asyncio.sleep(random.uniform(0.001, 0.01))


async def fetch_all(symbols):
    started, exchange, prices = time.perf_counter(), Exchange(symbols), {}
    tasks = [asyncio.create_task(fetch(exchange, symbol)) for symbol in symbols]
    for done in asyncio.as_completed(tasks):
        symbol, series = await done
        prices[symbol] = series
    log.info("%d symbols in %.3f s", len(prices), time.perf_counter() - started)
    return {symbol: prices[symbol] for symbol in sorted(prices)}
