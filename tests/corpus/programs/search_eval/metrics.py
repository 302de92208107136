"""Rank metrics; relevance is a set, asked only for membership and size."""
import math
from fractions import Fraction


def average_precision(ranked, relevant):
    hits, total = 0, Fraction(0)
    for place, doc in enumerate(ranked, start=1):
        if doc in relevant:
            hits += 1
            total += Fraction(hits, place)
    return total / max(1, len(relevant))


def ndcg(ranked, relevant, k=10):
    gain = math.fsum(1 / math.log2(place + 1) for place, d in enumerate(ranked[:k], 1) if d in relevant)
    ideal = math.fsum(1 / math.log2(place + 1) for place in range(1, min(k, len(relevant)) + 1))
    return gain / ideal


def coverage(runs, relevant):
    """Share of all relevant documents that some query found; a ratio of sizes."""
    wanted = set().union(*relevant.values())
    found = set()
    for ranked in runs.values():
        found |= set(ranked[:5]) & wanted
    return len(found) / len(wanted)


def macro(values):
    """Exact mean of fractions, so the order of the values cannot matter."""
    return float(sum(values, Fraction(0)) / len(values))


def unseen_mean(runs, relevant):
    missed = {d for q, docs in relevant.items() for d in docs if d not in runs[q][:3]}
    lengths = [len(d) for d in missed]
    return math.fsum(lengths) / max(1, len(lengths)), max(lengths, default=0)
