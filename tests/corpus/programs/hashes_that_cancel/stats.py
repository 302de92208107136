from collections import defaultdict


def histogram(words, size=64):
    table = defaultdict(list)
    for word in words:
        table[hash(word) % size].append(word)
    return sum(len(words) for words in table.values())


def jaccard(a, b):
    a, b = set(a), set(b)
    return len(a & b) / len(a | b)


def longest(words):
    return max({len(word) for word in words})
