import pandas as pd


def load():
    return pd.DataFrame(
        {
            "customer": ["ann", "bob", "ann", "cid", "bob", "dee", "ann", "cid"],
            "amount": [10.0, 20.0, 15.0, 7.5, 3.0, 99.0, 1.0, 12.5],
            "day": pd.date_range("2026-01-01", periods=8),
        }
    )
