RAW = [
    ("p1", "red,round,small"),
    ("p2", "blue,square,small"),
    ("p3", "red,square,large"),
    ("p4", "green,round,large"),
]


def parse():
    return {name: set(tags.split(",")) for name, tags in RAW}


def all_tags(parsed):
    found = set()
    for tags in parsed.values():
        found |= tags
    return found
