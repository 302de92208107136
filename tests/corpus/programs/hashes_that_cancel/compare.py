from stats import histogram, jaccard, longest


def compare(lines):
    rows = [line.split() for line in lines]
    scores = [[jaccard(a, b) for b in rows] for a in rows]
    total = 0
    for word in {word for row in rows for word in row}:
        total += len(word) ** 2
    return {"scores": scores, "total": total, "count": sum(map(histogram, rows)), "longest": longest(rows[0])}
