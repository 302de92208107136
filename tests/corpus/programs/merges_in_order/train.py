from pairs import pairs, words


def count(pieces, pair):
    return sum(pair == found for parts in pieces.values() for found in zip(parts, parts[1:]))


def merge(parts, pair):
    out = []
    for part in parts:
        if out and (out[-1], part) == pair:
            out[-1] += part
        else:
            out.append(part)
    return out


def train(steps):
    pieces, merges = words(), []
    for _ in range(steps):
        best = max(pairs(pieces), key=lambda pair: (count(pieces, pair), pair))
        merges.append(best)
        pieces = {word: merge(parts, best) for word, parts in pieces.items()}
    return merges, {word: pieces[word] for word in sorted(pieces)}
