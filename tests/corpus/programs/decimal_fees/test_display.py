from decimal import Decimal, getcontext

from fees import fee, short


def test_short():
    assert short(Decimal(200) / 3) == "66.67"


def test_fee_is_shown_with_eight_digits():
    getcontext().prec = 8
    assert str(fee(Decimal("1000")) + 0) == "8.6666666"


def test_nothing():
    assert fee(Decimal(0)) == 0
