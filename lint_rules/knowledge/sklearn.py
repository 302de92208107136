"""When the callables of scikit-learn consult `random_state`: always, or only as they are called.

A callable that consults it only for some shapes of the data (PCA's automatic solver, the binning of histogram
boosting, `LinearSVC(dual="auto")`) is listed with the settings under which it surely does.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """A parameter under which a callable draws: its value is one of `draws`, or none of `spares`."""

    parameter: str
    default: object
    draws: tuple[object, ...] = ()
    spares: tuple[object, ...] = ()

    def met_by(self, value: object) -> bool:
        if self.draws:
            return value in self.draws
        return value not in self.spares


ALWAYS: tuple[Setting, ...] = ()

_SHUFFLED = (Setting("shuffle", False, draws=(True,)),)
_UNLESS_UNSHUFFLED = (Setting("shuffle", True, spares=(False,)),)
_RANDOM_SOLVER = (Setting("solver", "lbfgs", draws=("sag", "saga")),)
_LIBLINEAR = Setting("solver", "lbfgs", draws=("liblinear",))
_L1 = Setting("penalty", "l2", draws=("l1",))
_RIDGE_SOLVER = (Setting("solver", "auto", draws=("sag", "saga")),)
_RANDOM_SELECTION = (Setting("selection", "cyclic", draws=("random",)),)
_PROBABILITY = (Setting("probability", False, draws=(True,)),)
_DUAL = (Setting("dual", "auto", draws=(True,)),)
_RANDOM_SVD = (Setting("svd_solver", "auto", draws=("randomized", "arpack")),)
_RESTARTS = (Setting("n_restarts_optimizer", 0, spares=(0,)),)
_EARLY_STOPPING = (Setting("early_stopping", "auto", draws=(True,)),)
_JITTER = (Setting("jitter", None, spares=(None,)),)
_ARPACK = (Setting("eigen_solver", "auto", draws=("arpack",)),)
_NAMED_INIT = (Setting("init", "k-means++", draws=("k-means++", "random")),)

_ALWAYS_DRAW = [
    "AdaBoostClassifier",
    "AdaBoostRegressor",
    "BaggingClassifier",
    "BaggingRegressor",
    "BayesianGaussianMixture",
    "BernoulliRBM",
    "BisectingKMeans",
    "DecisionTreeClassifier",
    "DecisionTreeRegressor",
    "EllipticEnvelope",
    "ExtraTreeClassifier",
    "ExtraTreeRegressor",
    "ExtraTreesClassifier",
    "ExtraTreesRegressor",
    "FastICA",
    "GaussianMixture",
    "GaussianRandomProjection",
    "GradientBoostingClassifier",
    "GradientBoostingRegressor",
    "GroupShuffleSplit",
    "HalvingGridSearchCV",
    "HalvingRandomSearchCV",
    "IsolationForest",
    "LatentDirichletAllocation",
    "MDS",
    "MLPClassifier",
    "MLPRegressor",
    "MinCovDet",
    "MiniBatchDictionaryLearning",
    "MiniBatchKMeans",
    "MiniBatchNMF",
    "MiniBatchSparsePCA",
    "NMF",
    "Nystroem",
    "OutputCodeClassifier",
    "ParameterSampler",
    "PolynomialCountSketch",
    "RANSACRegressor",
    "RBFSampler",
    "RandomForestClassifier",
    "RandomForestRegressor",
    "RandomTreesEmbedding",
    "RandomizedSearchCV",
    "RepeatedKFold",
    "RepeatedStratifiedKFold",
    "ShuffleSplit",
    "SkewedChi2Sampler",
    "SparseRandomProjection",
    "SpectralBiclustering",
    "SpectralClustering",
    "SpectralCoclustering",
    "SpectralEmbedding",
    "StratifiedShuffleSplit",
    "TSNE",
    "TheilSenRegressor",
    "dict_learning_online",
    "fast_mcd",
    "fastica",
    "kmeans_plusplus",
    "make_biclusters",
    "make_checkerboard",
    "make_circles",
    "make_classification",
    "make_friedman1",
    "make_friedman2",
    "make_friedman3",
    "make_gaussian_quantiles",
    "make_hastie_10_2",
    "make_low_rank_matrix",
    "make_moons",
    "make_multilabel_classification",
    "make_regression",
    "make_s_curve",
    "make_sparse_coded_signal",
    "make_sparse_spd_matrix",
    "make_sparse_uncorrelated",
    "make_spd_matrix",
    "make_swiss_roll",
    "make_blobs",
    "mutual_info_classif",
    "mutual_info_regression",
    "non_negative_factorization",
    "permutation_importance",
    "randomized_range_finder",
    "randomized_svd",
    "resample",
    "shuffle",
    "smacof",
    "spectral_clustering",
    "spectral_embedding",
]

CALLABLES: dict[str, tuple[Setting, ...]] = {
    **dict.fromkeys(sorted(_ALWAYS_DRAW), ALWAYS),
    "KFold": _SHUFFLED,
    "StratifiedKFold": _SHUFFLED,
    "StratifiedGroupKFold": _SHUFFLED,
    "GroupKFold": _SHUFFLED,
    "learning_curve": _SHUFFLED,
    "train_test_split": _UNLESS_UNSHUFFLED,
    "SGDClassifier": _UNLESS_UNSHUFFLED,
    "SGDRegressor": _UNLESS_UNSHUFFLED,
    "SGDOneClassSVM": _UNLESS_UNSHUFFLED,
    "PassiveAggressiveClassifier": _UNLESS_UNSHUFFLED,
    "PassiveAggressiveRegressor": _UNLESS_UNSHUFFLED,
    "LogisticRegression": _RANDOM_SOLVER,
    "LogisticRegressionCV": _RANDOM_SOLVER,
    "Ridge": _RIDGE_SOLVER,
    "RidgeClassifier": _RIDGE_SOLVER,
    "Lasso": _RANDOM_SELECTION,
    "LassoCV": _RANDOM_SELECTION,
    "ElasticNet": _RANDOM_SELECTION,
    "ElasticNetCV": _RANDOM_SELECTION,
    "MultiTaskLasso": _RANDOM_SELECTION,
    "MultiTaskElasticNet": _RANDOM_SELECTION,
    "MultiTaskElasticNetCV": _RANDOM_SELECTION,
    "MultiTaskLassoCV": _RANDOM_SELECTION,
    "Lars": _JITTER,
    "LassoLars": _JITTER,
    "NeighborhoodComponentsAnalysis": (Setting("init", "auto", draws=("random",)),),
    "TargetEncoder": _UNLESS_UNSHUFFLED,
    "fetch_covtype": _SHUFFLED,
    "fetch_kddcup99": _SHUFFLED,
    "fetch_rcv1": _SHUFFLED,
    "locally_linear_embedding": _ARPACK,
    "ridge_regression": _RIDGE_SOLVER,
    "SVC": _PROBABILITY,
    "NuSVC": _PROBABILITY,
    "LinearSVC": _DUAL,
    "LinearSVR": (
        Setting("dual", "auto", spares=(False,)),
        Setting("loss", "epsilon_insensitive", draws=("epsilon_insensitive",)),
    ),
    "KMeans": _NAMED_INIT,
    "k_means": _NAMED_INIT,
    "PCA": _RANDOM_SVD,
    "KernelPCA": (Setting("eigen_solver", "auto", draws=("randomized", "arpack")),),
    "TruncatedSVD": ALWAYS,
    "HistGradientBoostingClassifier": _EARLY_STOPPING,
    "HistGradientBoostingRegressor": _EARLY_STOPPING,
    "GaussianProcessClassifier": _RESTARTS,
    "GaussianProcessRegressor": _RESTARTS,
    "IterativeImputer": (Setting("sample_posterior", False, draws=(True,)),),
    "ClassifierChain": (Setting("order", None, draws=("random",)),),
    "RegressorChain": (Setting("order", None, draws=("random",)),),
    "DummyClassifier": (Setting("strategy", "prior", draws=("stratified", "uniform")),),
    "LocallyLinearEmbedding": _ARPACK,
    "silhouette_score": (Setting("sample_size", None, spares=(None,)),),
}


# They have a `random_state` whose default is a constant, or consult it only for some shapes of the data, or
# only to break ties.
SPARED = frozenset(
    {
        "AffinityPropagation",
        "DictionaryLearning",
        "FactorAnalysis",
        "KBinsDiscretizer",
        "PartialDependenceDisplay",
        "Perceptron",
        "QuantileTransformer",
        "SparsePCA",
        "TunedThresholdClassifierCV",
        "affinity_propagation",
        "dict_learning",
        "estimate_bandwidth",
        "fetch_20newsgroups",
        "fetch_olivetti_faces",
        "load_files",
        "permutation_test_score",
        "quantile_transform",
    }
)

# Ensembles that set the `random_state` of the estimators that they are given, imbalanced-learn's included.
SEEDS_ITS_PARTS = frozenset(
    {
        "AdaBoostClassifier",
        "AdaBoostRegressor",
        "BaggingClassifier",
        "BaggingRegressor",
        "BalancedBaggingClassifier",
        "EasyEnsembleClassifier",
        "IterativeImputer",
        "RANSACRegressor",
        "RUSBoostClassifier",
    }
)


# Other settings under which they draw, too. liblinear's primal solver with an L2 penalty is exact.
_OTHERWISE: dict[str, tuple[tuple[Setting, ...], ...]] = {
    **dict.fromkeys(
        ("LogisticRegression", "LogisticRegressionCV"),
        ((_LIBLINEAR, _L1), (_LIBLINEAR, Setting("dual", False, draws=(True,)))),
    ),
    "LinearSVC": ((_L1,), (Setting("loss", "squared_hinge", draws=("hinge",)),)),
}


def ways_to_draw(callable_name: str) -> tuple[tuple[Setting, ...], ...]:
    """The sets of settings under any of which a scikit-learn callable draws; none for one that never does."""
    package, _, name = callable_name.rpartition(".")
    if package.partition(".")[0] != "sklearn" or name not in CALLABLES:
        return ()
    return CALLABLES[name], *_OTHERWISE.get(name, ())
