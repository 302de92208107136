from collections import Counter
from itertools import combinations


def frequent(baskets, least=4):
    counts = Counter()
    for basket in baskets:
        for pair in combinations(basket, 2):
            counts[pair] += 1
    return {pair: count for pair, count in counts.items() if count >= least}


def support(baskets, wanted):
    return sum(wanted <= basket for basket in baskets)
