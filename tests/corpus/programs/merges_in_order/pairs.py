TEXT = "low lower lowest new newer newest wide wider widest slow slower".split()


def words():
    return {word: list(word) for word in set(TEXT)}


def pairs(pieces):
    return {pair for parts in pieces.values() for pair in zip(parts, parts[1:])}
