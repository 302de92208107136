EDGES = [(a, b) for a in "abcdefghijkl" for b in "abcdefghijkl" if a < b and (ord(a) * 7 + ord(b) * 3) % 5 < 2]


def neighbours():
    table = {}
    for a, b in EDGES:
        table.setdefault(a, []).append(b)
        table.setdefault(b, []).append(a)
    return table
