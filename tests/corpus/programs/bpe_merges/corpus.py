TEXT = "low lower lowest new newer newest wide wider widest slow slower fast faster show shower".split()
KNOWN = set(TEXT)


def words():
    return {word: TEXT.count(word) for word in TEXT if word in KNOWN}
