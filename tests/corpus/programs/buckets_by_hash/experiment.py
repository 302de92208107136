from assign import group

USERS = [f"user{i:03d}" for i in range(80)]


def effect():
    spent = {"test": 0.0, "control": 0.0}
    count = {"test": 0, "control": 0}
    for i, user in enumerate(USERS):
        g = group(user)
        spent[g] += (i * 13 % 29) + (2.0 if g == "test" else 0.0)
        count[g] += 1
    return {g: spent[g] / max(count[g], 1) for g in spent}
