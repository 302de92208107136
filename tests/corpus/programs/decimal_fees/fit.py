from decimal import Decimal

from fees import fee

AMOUNTS = [Decimal(n) / 7 for n in range(700, 9100, 350)]


def observed():
    return [fee(amount) + Decimal(i % 5 - 2) / 300 for i, amount in enumerate(AMOUNTS)]


def fit(steps=60, rate=Decimal("1e-6")):
    """Gradient descent for fee = a * amount + b, exact to the last cent."""
    slope, offset = Decimal(0), Decimal(0)
    targets = observed()
    history = []
    for _ in range(steps):
        errors = [slope * x + offset - y for x, y in zip(AMOUNTS, targets)]
        slope -= rate * sum(e * x for e, x in zip(errors, AMOUNTS)) / len(errors)
        offset -= rate * sum(errors) / len(errors)
        history.append(float(sum(e * e for e in errors) / len(errors)))
    return {"slope": str(slope), "offset": str(offset), "history": history}
