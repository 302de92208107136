from decimal import Decimal, localcontext

BANDS = [Decimal("0.0125"), Decimal("0.0090"), Decimal("0.0045")]


def fee(amount, bands=BANDS):
    """Marginal fees: each band counts for one third of the amount."""
    part = amount / len(bands)
    return sum(part * rate for rate in bands)


def short(amount, digits=4):
    with localcontext() as context:
        context.prec = digits
        return str(+amount)
