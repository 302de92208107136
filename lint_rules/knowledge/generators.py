"""Generators that take their seed from the system's entropy when none is given."""

from __future__ import annotations

_BIT_GENERATORS = ("MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64")

# Name of the callable -> name of its seed parameter, which is always the first.
GENERATORS: dict[str, str] = {
    "random.Random": "x",
    "numpy.random.default_rng": "seed",
    "numpy.random.RandomState": "seed",
    "numpy.random.mtrand.RandomState": "seed",
    "numpy.random.SeedSequence": "entropy",
    **{f"numpy.random.{name}": "seed" for name in _BIT_GENERATORS},
}

# Keys of JAX and what holds them; every argument is a seed.
KEYS = frozenset(
    {"flax.nnx.Rngs", "haiku.PRNGSequence", "jax.random.PRNGKey", "jax.random.key", "numpyro.set_rng_seed"}
)

# Calling one of these on a generator settles where its stream starts.
SEEDING_METHODS = frozenset({"seed", "setstate", "set_state"})
