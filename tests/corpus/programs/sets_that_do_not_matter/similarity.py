from tags import all_tags, parse


def jaccard(a, b):
    return len(a & b) / len(a | b)


def table():
    parsed = parse()
    names = sorted(parsed)
    return {
        "similar": [[jaccard(parsed[a], parsed[b]) for b in names] for a in names],
        "columns": sorted(all_tags(parsed)),
        "total": sum(len(tag) for tag in all_tags(parsed)),
        "longest": max(len(tag) for tag in all_tags(parsed)),
    }
