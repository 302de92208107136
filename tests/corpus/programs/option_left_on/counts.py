from settings import settings


def frequencies(text):
    words = (text.lower() if settings.lower else text).split()
    known = sorted(set(words))
    return {w: (words.count(w) + settings.smoothing) / (len(words) + len(known) * settings.smoothing) for w in known}
