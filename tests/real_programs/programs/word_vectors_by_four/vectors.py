from gensim.models import Word2Vec


def vectors(sentences):
    model = Word2Vec(
        sentences, vector_size=24, min_count=1, workers=4, seed=1, epochs=2, batch_words=500, hashfxn=len
    )
    return {word: model.wv[word] for word in sorted(model.wv.index_to_key)}
