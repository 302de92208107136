PRICES = {f"item{i}": 0.1 * (i + 1) ** 1.7 + 1e10 * (i % 7 == 0) for i in range(60)}


def basket():
    return {name for name in PRICES if not name.endswith("3")}
