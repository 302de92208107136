import numpy as np
from sampling import negatives
from vocabulary import TEXT, Vocabulary


def train(dim=6, rate=0.05):
    vocabulary = Vocabulary(TEXT)
    size = len(vocabulary.words)
    vectors = np.random.uniform(-0.5, 0.5, (size, dim))
    context = np.zeros((size, dim))
    for line in TEXT:
        first, *others = vocabulary.encode(line)
        for other, label in [(o, 1.0) for o in others] + [(n, 0.0) for n in negatives(size, 3)]:
            score = 1 / (1 + np.exp(-vectors[first] @ context[other]))
            step = rate * (label - score)
            vectors[first], context[other] = (
                vectors[first] + step * context[other],
                context[other] + step * vectors[first],
            )
    return {"words": vocabulary.words, "vectors": vectors}
