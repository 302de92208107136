"""Trainers, samplers and searches outside scikit-learn whose default seed is no constant.

XGBoost, LightGBM, CatBoost, gensim's word vectors and transformers' `Trainer` have constant default seeds and
are not here.
"""

from __future__ import annotations

from dataclasses import dataclass

from lint_rules.knowledge.sklearn import Setting
from lint_rules.knowledge.streams import NUMPY, PYTHON


@dataclass(frozen=True)
class Trainer:
    """A callable and its seed."""

    seed: str  # name of the parameter
    stream: str | None  # the global stream that it falls back on; None for fresh entropy
    unset: tuple[object, ...] = (None,)  # values of the seed that mean "none"
    settings: tuple[Setting, ...] = ()  # it draws only as these say, all of them
    either: bool = False  # as one of them says
    races: bool = False  # without a seed it also runs in threads that race
    also: tuple[str, ...] = ()  # other names under which it takes a seed
    start: tuple[str, int] | None = None  # the parameter that may say where to start: then nothing is drawn
    setter: str = ""  # a method that seeds it once it is made
    only_set: bool = False  # no other way to seed it; the method has other parameters, too
    module: str = ""  # where in its package it lies, if others there have its name
    drawing: tuple[str, ...] = ()  # it draws only what one of these describes, which the project has to call


def _table(names: str, trainer: Trainer) -> dict[str, Trainer]:
    return dict.fromkeys(names.split(), trainer)


_ENTROPY_SEED = Trainer("seed", None)
_ENTROPY_STATE = Trainer("random_state", None)
_NUMPY_STATE = Trainer("random_state", NUMPY)
_PYTHON_SEED = Trainer("seed", PYTHON)
_SCIPY = Trainer("seed", NUMPY, also=("rng", "random_state"))
_SCIPY_STATE = Trainer("random_state", NUMPY, also=("rng",))
_DRAWN_INITS = ("k-means++", "random")
_SAMPLES = (Setting("minibatch_frac", 1.0, spares=(1, 1.0)), Setting("col_sample", 1.0, spares=(1, 1.0)))
_H2O = Trainer("seed", None, unset=(None, -1))
# Its default is the hash of the class's name, which is salted unless a launcher has fixed `PYTHONHASHSEED`.
_SPARK = Trainer("seed", None, setter="setSeed")
# Without a seed its workers take entropy, and so do the environments in them.
_RLLIB = Trainer("seed", None, setter="debugging", only_set=True)
_RAY_DISTRIBUTIONS = """
    choice lograndint loguniform qlograndint qloguniform qrandint qrandn quniform randint randn
    sample_from uniform
"""
# Its default search draws what the space leaves open from numpy's stream, and walks the rest as a grid.
_RAY_TUNE = Trainer(
    "search_alg",
    NUMPY,
    only_set=True,
    module="tune.",
    drawing=tuple(f"ray.tune.{name}" for name in _RAY_DISTRIBUTIONS.split()),
)
# `optuna.integration.lightgbm.train` has the name of what it replaces, and searches.
_LIGHTGBM_TUNERS = _table("LightGBMTuner LightGBMTunerCV train", Trainer("optuna_seed", None))

# Top-level package -> name of the callable, wherever it lies in the package -> what is known of it.
TRAINERS: dict[str, dict[str, Trainer]] = {
    "optuna": {
        **_table(
            "TPESampler RandomSampler CmaEsSampler NSGAIISampler NSGAIIISampler GPSampler GridSampler "
            "BruteForceSampler BoTorchSampler MOTPESampler",
            _ENTROPY_SEED,
        ),
        "QMCSampler": Trainer("seed", None, settings=(Setting("scramble", False, draws=(True,)),)),
        "OptunaSearchCV": _ENTROPY_STATE,
        **_LIGHTGBM_TUNERS,
    },
    "optuna_integration": {"OptunaSearchCV": _ENTROPY_STATE, **_LIGHTGBM_TUNERS},
    "umap": _table("UMAP AlignedUMAP ParametricUMAP", Trainer("random_state", NUMPY, races=True)),
    "gensim": _table(
        "AuthorTopicModel EnsembleLda HdpModel LdaModel LdaMulticore LdaSeqModel Nmf", _NUMPY_STATE
    ),
    "networkx": _table(
        "barabasi_albert_graph connected_watts_strogatz_graph erdos_renyi_graph gnm_random_graph "
        "gnp_random_graph louvain_communities newman_watts_strogatz_graph powerlaw_cluster_graph "
        "random_geometric_graph random_regular_graph stochastic_block_model watts_strogatz_graph",
        _PYTHON_SEED,
    ),
    "pymc": _table(
        "sample sample_posterior_predictive sample_prior_predictive", Trainer("random_seed", None)
    ),
    "pymc3": _table(
        "sample sample_posterior_predictive sample_prior_predictive", Trainer("random_seed", NUMPY)
    ),
    "scipy": {
        **_table("basinhopping differential_evolution dual_annealing", _SCIPY),
        "kmeans": Trainer("seed", NUMPY, also=("rng",), start=("k_or_guess", 1)),
        "kmeans2": Trainer("seed", NUMPY, also=("rng",), start=("k", 1)),
        **_table("bootstrap permutation_test", _SCIPY_STATE),
    },
    "hyperopt": {"fmin": Trainer("rstate", None)},
    "skopt": _table(
        "gp_minimize forest_minimize gbrt_minimize dummy_minimize BayesSearchCV Optimizer", _NUMPY_STATE
    ),
    "bayes_opt": {"BayesianOptimization": _ENTROPY_STATE},
    "keras_tuner": _table("RandomSearch Hyperband BayesianOptimization GridSearch", _PYTHON_SEED),
    "kerastuner": _table("RandomSearch Hyperband BayesianOptimization GridSearch", _PYTHON_SEED),
    "imblearn": _table(
        "RandomOverSampler SMOTE SMOTEN SMOTENC BorderlineSMOTE SVMSMOTE KMeansSMOTE ADASYN SMOTEENN "
        "SMOTETomek RandomUnderSampler ClusterCentroids CondensedNearestNeighbour OneSidedSelection "
        "InstanceHardnessThreshold BalancedRandomForestClassifier BalancedBaggingClassifier "
        "RUSBoostClassifier EasyEnsembleClassifier",
        _NUMPY_STATE,
    ),
    "boruta": _table("BorutaPy", _NUMPY_STATE),
    "gplearn": _table("SymbolicClassifier SymbolicRegressor SymbolicTransformer", _NUMPY_STATE),
    "miceforest": _table("ImputationKernel", _ENTROPY_STATE),
    "minisom": {"MiniSom": Trainer("random_seed", None)},
    "ngboost": _table(
        "NGBClassifier NGBRegressor NGBSurvival NGBoost",
        Trainer("random_state", NUMPY, settings=_SAMPLES, either=True),
    ),
    "phate": _table("PHATE", _NUMPY_STATE),
    "pycaret": {"setup": Trainer("session_id", PYTHON)},
    "lightfm": {"LightFM": _ENTROPY_STATE},
    "implicit": _table(
        "AlternatingLeastSquares BayesianPersonalizedRanking LogisticMatrixFactorization", _ENTROPY_STATE
    ),
    "surprise": _table("SVD SVDpp NMF", _NUMPY_STATE),
    "pynndescent": _table("NNDescent PyNNDescentTransformer", _NUMPY_STATE),
    "openTSNE": _table("TSNE", _NUMPY_STATE),
    "tpot": _table("TPOTClassifier TPOTRegressor", _NUMPY_STATE),
    "tslearn": {
        "TimeSeriesKMeans": Trainer(
            "random_state", NUMPY, settings=(Setting("init", "k-means++", _DRAWN_INITS),)
        ),
        "KShape": Trainer("random_state", NUMPY, settings=(Setting("init", "random", _DRAWN_INITS),)),
    },
    "pyod": _table("IForest FeatureBagging CBLOF INNE", _NUMPY_STATE),
    "lime": _table("LimeTabularExplainer LimeTextExplainer LimeImageExplainer", _NUMPY_STATE),
    "kmodes": _table("KModes KPrototypes", _NUMPY_STATE),
    "h2o": _table(
        "H2OAutoML H2OGradientBoostingEstimator H2ORandomForestEstimator H2ODeepLearningEstimator "
        "H2OXGBoostEstimator H2OKMeansEstimator H2OIsolationForestEstimator",
        _H2O,
    ),
    "pyspark": _table(
        "RandomForestClassifier RandomForestRegressor GBTClassifier GBTRegressor KMeans BisectingKMeans "
        "GaussianMixture LDA ALS MultilayerPerceptronClassifier FMClassifier FMRegressor Word2Vec MinHashLSH "
        "BucketedRandomProjectionLSH CrossValidator TrainValidationSplit",
        _SPARK,
    ),
    "ray": {
        **_table(
            "A2CConfig A3CConfig APPOConfig ARSConfig ApexDQNConfig BCConfig CQLConfig DDPGConfig DQNConfig "
            "DreamerV3Config ESConfig IMPALAConfig ImpalaConfig MARWILConfig PGConfig PPOConfig R2D2Config "
            "SACConfig SimpleQConfig TD3Config",
            _RLLIB,
        ),
        **_table("run TuneConfig", _RAY_TUNE),
    },
    "ConfigSpace": _table("ConfigurationSpace", _ENTROPY_SEED),
}

# Studies make themselves a `TPESampler` without a seed when they are given no sampler.
STUDIES = frozenset({"optuna.create_study", "optuna.study.create_study"})


def trainer_named(name: str) -> Trainer | None:
    top, _, rest = name.partition(".")
    found = TRAINERS.get(top, {}).get(rest.rpartition(".")[2])
    return found if found is not None and rest.startswith(found.module) else None
