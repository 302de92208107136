import polars as pl


def sales(rows=5000):
    users = [f"user{i * 7 % 97}" for i in range(rows)]
    return pl.DataFrame({"user": users, "amount": [float(i % 13) for i in range(rows)]})
