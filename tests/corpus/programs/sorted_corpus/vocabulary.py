from collections import Counter


def build(texts, size=8):
    counts = Counter(word for text in texts for word in text.split())
    ranked = sorted(counts, key=lambda w: (-counts[w], w))
    return {word: i for i, word in enumerate(ranked[:size])}


def stop_words():
    return {"the", "a", "and", "on"}


def encode(text, vocabulary):
    stops = stop_words()
    return [vocabulary[w] for w in text.split() if w in vocabulary and w not in stops]
