"""Trainers whose result depends on how their workers race: with several, every run gives another model."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Racer:
    """A trainer, the parameter that sets its workers, and what is known about them."""

    keywords: tuple[str, ...]
    index: int | None = None
    races_by_default: bool = False
    why: str = "workers update the model without waiting for each other"


# Top-level package -> name in it -> what is known.
RACERS: dict[str, dict[str, Racer]] = {
    "gensim": {
        "Word2Vec": Racer(("workers",), races_by_default=True),
        "Doc2Vec": Racer(("workers",), races_by_default=True),
        "FastText": Racer(("workers",), races_by_default=True),
        "LdaMulticore": Racer(
            ("workers",), races_by_default=True, why="chunks are merged as the workers finish them"
        ),
    },
    "fasttext": {
        name: Racer(("thread",), races_by_default=True)
        for name in ("train_supervised", "train_unsupervised", "supervised", "skipgram", "cbow")
    },
    "node2vec": {"Node2Vec": Racer(("workers",))},
    "implicit": {
        name: Racer(("num_threads",), races_by_default=True)
        for name in ("BayesianPersonalizedRanking", "LogisticMatrixFactorization")
    },
    "hyperopt": {
        "SparkTrials": Racer(
            ("parallelism",),
            races_by_default=True,
            why="a suggestion depends on the trials finished before it",
        )
    },
}
RACERS["fastText"] = RACERS["fasttext"]

# Methods: in files that import the package.
RACING_METHODS: dict[str, tuple[Racer, frozenset[str]]] = {
    "optimize": (
        Racer(("n_jobs",), 3, why="a suggestion depends on the trials finished before it"),
        frozenset({"optuna"}),
    ),
    "fit_partial": (Racer(("num_threads",)), frozenset({"lightfm"})),
    "fit": (
        Racer(("num_threads", "n_concurrent_trials"), why="workers do not wait for each other"),
        frozenset({"lightfm", "flaml"}),
    ),
}

# LightGBM chooses between two ways of building histograms by timing them, unless it is told.
LIGHTGBM_MODELS = frozenset({"LGBMClassifier", "LGBMRegressor", "LGBMRanker", "LGBMModel"})
LIGHTGBM_THREADS = ("n_jobs", "num_threads", "num_thread", "nthread", "nthreads", "n_threads")
LIGHTGBM_STEADY = frozenset({"deterministic", "force_col_wise", "force_row_wise"})

# XGBoost's default updater of the linear booster is Hogwild; `coord_descent` is not.
XGBOOST_MODELS = frozenset(
    {"XGBClassifier", "XGBRegressor", "XGBRanker", "XGBModel"} | {"DaskXGBClassifier", "DaskXGBRegressor"}
)
XGBOOST_THREADS = ("n_jobs", "nthread")

CPU_COUNTS = frozenset(
    {
        "os.cpu_count",
        "os.process_cpu_count",
        "multiprocessing.cpu_count",
        "psutil.cpu_count",
        "joblib.cpu_count",
    }
)
