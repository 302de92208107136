from stamps import hour, now

OLD = [1_600_000_000, 1_650_005_000, 1_700_010_000]


def rows():
    return {"age": [now() - s for s in OLD], "hours": [hour(s) for s in OLD]}
