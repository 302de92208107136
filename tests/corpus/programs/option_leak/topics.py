"""Topics of hotel reviews."""
from collections import Counter

import numpy as np
from sklearn.decomposition import NMF

from options import options

REVIEWS = [
    "the room was clean and the bed was soft",
    "breakfast was cold and the coffee was weak",
    "it was close to the beach and to the harbour",
    "soft bed clean towels quiet room",
    "the coffee and the bread at breakfast",
    "a quiet harbour and a long beach",
    "the room was loud and the bed was hard",
    "weak coffee but good bread and eggs",
    "walk to the beach from the room",
]


def tokens(text, chosen):
    return [w for w in text.split() if w not in chosen.stop]


def matrix(texts, chosen):
    df = Counter(w for t in texts for w in set(tokens(t, chosen)))
    words = sorted(w for w, n in df.items() if n >= chosen.min_df)
    place = {w: i for i, w in enumerate(words)}
    x = np.full((len(texts), len(words)), chosen.smoothing)
    for row, text in enumerate(texts):
        for w in tokens(text, chosen):
            if w in place:
                x[row, place[w]] += 1.0
    return x, words


def fit_topics(chosen=None, texts=REVIEWS):
    chosen = chosen or options()
    x, words = matrix(texts, chosen)
    model = NMF(chosen.topics, init="nndsvda", max_iter=400, random_state=0)
    weights = model.fit_transform(x)
    top = [[words[i] for i in np.argsort(-part, kind="stable")[:4]] for part in model.components_]
    return {"weights": weights, "words": words, "top": top, "error": model.reconstruction_err_}
