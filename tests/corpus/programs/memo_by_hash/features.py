from cache import Memo

memo = Memo()


def lengths(text):
    words = text.split()
    return [len(words), sum(map(len, words)) / len(words)]


def featurise(texts):
    local = Memo()
    return [local.get(t, lengths) for t in texts], local.hits
