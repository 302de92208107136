import asyncio

import numpy as np

from client import fetch_all

SYMBOLS = {"ACME", "GLOBEX", "INI", "UMBR", "STARKS", "WAYNE", "HOOLI", "PPR", "TYRELL", "SOYLNT"}


def weights(prices):
    """Minimum variance, long or short."""
    table = np.array([prices[symbol] for symbol in prices], dtype=float)
    returns = np.diff(np.log(table), axis=1)
    risk = np.cov(returns) + 1e-3 * np.eye(len(table))
    raw = np.linalg.solve(risk, np.ones(len(table)))
    return dict(zip(prices, (raw / raw.sum()).tolist()))


def run():
    return weights(asyncio.run(fetch_all(SYMBOLS)))
