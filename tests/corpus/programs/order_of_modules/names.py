def columns(rows):
    found = set()
    for row in rows:
        found |= row.keys()
    return tuple(found)
