"""The global random streams: which callables draw from them, and which seed them."""

from __future__ import annotations

import re
from functools import cache

PYTHON = "random"
NUMPY = "numpy"
TORCH = "torch"
# Seeds of the accelerators' generators only: a draw on the CPU is not reached by them.
TORCH_DEVICE = "torch-device"

TENSORFLOW = "tensorflow"
POLARS = "polars"
IMGAUG = "imgaug"

EVERY_STREAM = frozenset({PYTHON, NUMPY, TORCH, TENSORFLOW})


def _dotted(prefix: str, names: str) -> frozenset[str]:
    return frozenset(f"{prefix}.{name}" for name in names.split())


PYTHON_DRAWS = _dotted(
    "random",
    "betavariate binomialvariate choice choices expovariate gammavariate gauss getrandbits lognormvariate "
    "normalvariate paretovariate randbytes randint random randrange sample shuffle triangular uniform "
    "vonmisesvariate weibullvariate",
)

NUMPY_DRAWS = _dotted(
    "numpy.random",
    "beta binomial bytes chisquare choice dirichlet exponential f gamma geometric gumbel hypergeometric "
    "laplace logistic lognormal logseries multinomial multivariate_normal negative_binomial "
    "noncentral_chisquare noncentral_f normal pareto permutation poisson power rand randint randn random "
    "random_integers random_sample ranf rayleigh sample shuffle standard_cauchy standard_exponential "
    "standard_gamma standard_normal standard_t triangular uniform vonmises wald weibull zipf",
)

# What generators have for the same.
DRAWING_METHODS = frozenset(name.rpartition(".")[2] for name in PYTHON_DRAWS | NUMPY_DRAWS) | {
    "integers",
    "permuted",
}

# They draw unless they are given a `random_state` or `rng`.
SCIPY_DRAWS = frozenset({"scipy.sparse.rand", "scipy.sparse.random", "scipy.sparse.random_array"})

TORCH_DRAWS = (
    _dotted(
        "torch",
        "bernoulli binomial multinomial normal poisson "
        "rand rand_like randint randint_like randn randn_like randperm",
    )
    | _dotted(
        "torch.nn.functional",
        "gumbel_softmax",
    )
    | _dotted(
        "torch.nn.init",
        "kaiming_normal_ kaiming_uniform_ normal_ orthogonal_ sparse_ trunc_normal_ uniform_ xavier_normal_ "
        "xavier_uniform_ kaiming_normal kaiming_uniform normal orthogonal sparse uniform xavier_normal "
        "xavier_uniform",  # those without the underscore are old names
    )
    # Initialisers of other libraries.
    | _dotted("timm.layers", "lecun_normal_ trunc_normal_ trunc_normal_tf_ variance_scaling_")
    | _dotted("timm.models.layers", "lecun_normal_ trunc_normal_ trunc_normal_tf_ variance_scaling_")
    | _dotted("fvcore.nn.weight_init", "c2_msra_fill c2_xavier_fill")
    | _dotted(
        "mmcv.cnn", "caffe2_xavier_init kaiming_init normal_init trunc_normal_init uniform_init xavier_init"
    )
    | _dotted("torch_geometric.nn.inits", "glorot kaiming_uniform normal uniform")
    | _dotted("mmengine.model", "kaiming_init normal_init trunc_normal_init uniform_init xavier_init")
)

# Every explicit draw, and the stream that it draws from.
DRAWS: dict[str, str] = {
    **dict.fromkeys(sorted(PYTHON_DRAWS), PYTHON),
    **dict.fromkeys(sorted(NUMPY_DRAWS), NUMPY),
    **dict.fromkeys(sorted(TORCH_DRAWS), TORCH),
}

# The streams that they draw from.
DRAWN = (NUMPY, PYTHON, TORCH)

# Methods of a tensor that draw from the default generator, most of them to fill it.
TORCH_DRAW_METHODS = frozenset(
    [
        "bernoulli",
        "bernoulli_",
        "cauchy_",
        "exponential_",
        "geometric_",
        "log_normal_",
        "multinomial",
        "normal_",
        "random_",
        "uniform_",
    ]
)

# Methods of `torch.distributions` that draw from it.
TORCH_SAMPLE_METHODS = frozenset({"rsample", "sample", "sample_n"})

# They seed when they are made if they are told a `seed=`: by default it is None.
SEED_IF_TOLD = frozenset(
    {
        "stable_baselines3.common.base_class.BaseAlgorithm",
        "stable_baselines3.common.off_policy_algorithm.OffPolicyAlgorithm",
        "stable_baselines3.common.on_policy_algorithm.OnPolicyAlgorithm",
    }
)
_TRAINERS = frozenset(
    {
        "transformers.Trainer",
        "transformers.Seq2SeqTrainer",
        "transformers.trainer.Trainer",
        *(f"trl.{name}Trainer" for name in ("BCO", "CPO", "DPO", "GRPO", "KTO", "ORPO", "RLOO", "Reward")),
        "trl.SFTTrainer",
        "sentence_transformers.SentenceTransformerTrainer",
        "setfit.Trainer",
        # From 0, and from what a configuration says under `seed_everything`.
        *(f"{p}.LightningCLI" for p in ("lightning.pytorch.cli", "pytorch_lightning.cli")),
        *(f"pytorch_lightning.{p}.LightningCLI" for p in ("utilities.cli", "utilities")),
    }
)

# Seeding callables of libraries, and the streams that they seed.
SEEDERS: dict[str, frozenset[str]] = {
    "random.seed": frozenset({PYTHON}),
    "random.setstate": frozenset({PYTHON}),
    "numpy.random.seed": frozenset({NUMPY}),
    "numpy.random.set_state": frozenset({NUMPY}),
    "numpy.random.set_bit_generator": frozenset({NUMPY}),
    "torch.manual_seed": frozenset({TORCH, TORCH_DEVICE}),
    "torch.random.manual_seed": frozenset({TORCH, TORCH_DEVICE}),
    "torch.set_rng_state": frozenset({TORCH}),
    "torch.random.set_rng_state": frozenset({TORCH}),
    "torch.cuda.manual_seed": frozenset({TORCH_DEVICE}),
    "torch.cuda.manual_seed_all": frozenset({TORCH_DEVICE}),
    "torch.cuda.set_rng_state": frozenset({TORCH_DEVICE}),
    "torch.cuda.set_rng_state_all": frozenset({TORCH_DEVICE}),
    "torch.mps.manual_seed": frozenset({TORCH_DEVICE}),
    "torch.xpu.manual_seed": frozenset({TORCH_DEVICE}),
    "torch.xpu.manual_seed_all": frozenset({TORCH_DEVICE}),
    "tensorflow.keras.utils.set_random_seed": frozenset({PYTHON, NUMPY, TENSORFLOW}),
    "keras.utils.set_random_seed": EVERY_STREAM | {TORCH_DEVICE},
    "tensorflow.random.set_seed": frozenset({TENSORFLOW}),
    "tensorflow.set_random_seed": frozenset({TENSORFLOW}),
    "tensorflow.random.set_random_seed": frozenset({TENSORFLOW}),
    "tensorflow.compat.v1.set_random_seed": frozenset({TENSORFLOW}),
    "tensorflow.compat.v1.random.set_random_seed": frozenset({TENSORFLOW}),
    "tensorflow.compat.v2.random.set_seed": frozenset({TENSORFLOW}),
    "polars.set_random_seed": frozenset({POLARS}),
    "imgaug.seed": frozenset({IMGAUG}),
    "imgaug.random.seed": frozenset({IMGAUG}),
    "imgaug.imgaug.seed": frozenset({IMGAUG}),
    "jax.random.seed": frozenset(),
    "scvi.settings.seed": frozenset({PYTHON, NUMPY, TORCH, TORCH_DEVICE}),
    **dict.fromkeys(
        (
            "delu.random.seed",
            "delu.improve_reproducibility",
            "zero.random.seed",
            "zero.set_randomness",
            "zero.improve_reproducibility",
        ),
        frozenset({PYTHON, NUMPY, TORCH, TORCH_DEVICE}),
    ),
    # Base classes of tests: their `setUp` seeds.
    "torch.testing._internal.common_utils.TestCase": frozenset({PYTHON, NUMPY, TORCH, TORCH_DEVICE}),
    "tensorflow.test.TestCase": frozenset({PYTHON, NUMPY, TENSORFLOW}),
    "tensorflow.compat.v1.test.TestCase": frozenset({PYTHON, NUMPY, TENSORFLOW}),
    "tensorflow.compat.v2.test.TestCase": frozenset({PYTHON, NUMPY, TENSORFLOW}),
    # They seed when they are made, from `seed=42` if nothing else is said.
    **dict.fromkeys(sorted(_TRAINERS | SEED_IF_TOLD), EVERY_STREAM | {TORCH_DEVICE}),
}

# How the names of attributes end that seed when they are set: `scvi.settings.seed = 0`.
SEEDS_WHEN_SET = "settings.seed"

# Methods of generators: on an unknown object they say nothing of the global stream.
_OF_A_GENERATOR = ("?.manual_seed", "?.random_seed")

# They put a state back that was saved before. Where that is done in a helper, it seeds nothing.
STATE_SETTERS = frozenset(name for name in SEEDERS if name.endswith(("state", "state_all")))

# A generator's own `seed()` takes entropy when the argument is absent or None: that seeds nothing.
ENTROPY_WITHOUT_ARGUMENT = frozenset({"random.seed", "numpy.random.seed"})

# A helper from outside the linted project is judged by its name: `lightning.seed_everything`,
# `transformers.set_seed`, `accelerate.utils.set_seed`, `monai.utils.set_determinism`, `self.fix_seeds`...
_SEEDING_NAME = re.compile(
    r"_*((set|fix|init|initialize|setup|manual|apply|reset|configure|seed)_"
    r"((all|global|every|random|rng|the|numpy|torch|everything|determinis\w*|reproducib\w*)_?)*"
    r"(seeds?|seeding)|seed_(everything|all|every\w*|rngs?|random|generators|worker|torch|numpy)|seedeverything|"
    r"(fixed|temp|temporary|local)_?(numpy|np|pytorch|torch|python|random)?_?seeds?|"
    r"set_?random_?seeds?|setseeds?|enable_full_determinism|(set|make|enable|ensure|setup)_"
    r"(determinis\w*|reproducib\w*))",
    re.IGNORECASE,
)

# A function of another library is taken for one by less: `zero.set_randomness`, `tools.seed_the_run`. Not so
# one that only answers (`get_seed`), nor those of libraries with streams of their own (`cupy.random.seed`).
_SPEAKS_OF_SEEDS = re.compile(
    r"_*(?!((are|as|check|derive|draw|find|gen|generate|get|has|is|iter|list|load|log|new|next|parse|print|random|"
    r"read|sample|save|show|spawn|split|validate|with)_|make_\w*seed))[a-z0-9_]*"
    r"((?<![a-z])seeds?_[a-z0-9_]+|[a-z]_seed(s|ing)?|(fix|set)_randomness|reseed\w*|determinis\w*|reproducib\w*)"
)
_SEED_WORDS = ("seed", "randomness", "determinis", "reproducib")
_OWN_STREAMS = (
    *("cudf.", "cuml.", "cupy.", "dgl.", "jax.", "mlx.", "mxnet.", "numba.", "numpy.", "paddle.", "pyspark."),
    *("random.", "sklearn.", "tensorflow.", "tinygrad.", "torch."),
)


def named_like_a_seeder(callable_name: str) -> bool:
    """Whether the last part of a dotted name says that calling it seeds every stream."""
    return _SEEDING_NAME.fullmatch(callable_name.rpartition(".")[2]) is not None


@cache
def seeded_by(callable_name: str, has_seed: bool | None) -> frozenset[str]:
    """The streams that a call of a callable outside the project seeds; `has_seed` as `Call.seeded` has it."""
    if callable_name in ENTROPY_WITHOUT_ARGUMENT and not has_seed:
        return frozenset()
    known = SEEDERS.get(callable_name)
    if known is not None:
        return known
    if callable_name.startswith(("random.", "numpy.", "torch.", "jax.", *_OF_A_GENERATOR)):
        return frozenset()
    seeds = has_seed is not None and (named_like_a_seeder(callable_name) or _speaks_of_seeds(callable_name))
    return EVERY_STREAM | {TORCH_DEVICE} if seeds else frozenset()


def freed_by(callable_name: str, has_seed: bool | None) -> frozenset[str]:
    """The streams that a call gives fresh entropy: `np.random.seed(None)`."""
    if has_seed or callable_name not in ENTROPY_WITHOUT_ARGUMENT:
        return frozenset()
    return SEEDERS[callable_name]


def _speaks_of_seeds(callable_name: str) -> bool:
    """Whether a function of another library says, less plainly, that it seeds."""
    package, _, name = callable_name.rpartition(".")
    if not any(word in name for word in _SEED_WORDS):
        return False
    if not package or package[0] in "?*" or callable_name.startswith((".", *_OWN_STREAMS)):
        return False
    return _SPEAKS_OF_SEEDS.fullmatch(name) is not None
