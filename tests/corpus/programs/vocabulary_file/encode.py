from vocabulary import load


def encode(words):
    index = {word: i for i, word in enumerate(load())}
    return [index[word] for word in words]
