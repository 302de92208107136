import optuna
import polars as pl
from gensim.models import Word2Vec
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

optuna.logging.set_verbosity(optuna.logging.WARNING)


def means(frame):
    grouped = frame.group_by("user", maintain_order=True).agg(pl.col("amount").mean())
    return dict(grouped.iter_rows())


def encode(texts):
    vocabulary = {word: number for number, word in enumerate(sorted({word for text in texts for word in text}))}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="word0"))
    tokenizer.pre_tokenizer = Whitespace()
    return [tokenizer.encode(" ".join(text)).ids for text in texts]


def vectors(texts):
    model = Word2Vec(texts, vector_size=8, min_count=1, workers=1, seed=1, epochs=1, hashfxn=len)
    return {word: model.wv[word] for word in sorted(model.wv.index_to_key)}


def tune(trials=8):
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=0))
    study.optimize(lambda trial: trial.suggest_float("x", -5, 5) ** 2, n_trials=trials, n_jobs=1)
    return study.best_params
