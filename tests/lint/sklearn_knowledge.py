"""What the installed scikit-learn says of `random_state`, beside what `lint_rules.knowledge.sklearn` says.

    python -m tests.lint.sklearn_knowledge

prints the callables that the table lacks, those that have a constant default, and the estimators of which it
says what is not so.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import warnings
from typing import Any

from lint_rules.knowledge.sklearn import CALLABLES, SPARED

# They draw in `fit_transform`, where they split the data.
_IN_FIT_TRANSFORM = ("TargetEncoder",)
_SKIPPED = ("tests", "externals", "conftest", "_build_utils")


def with_random_state() -> dict[str, Any]:
    """Public callables of the installed scikit-learn that have a parameter `random_state`, by name."""
    import sklearn

    found: dict[str, Any] = {}
    for info in sorted(pkgutil.iter_modules(sklearn.__path__), key=lambda i: i.name):
        if info.name.startswith("_") or info.name in _SKIPPED:
            continue
        module = importlib.import_module(f"sklearn.{info.name}")
        for name in sorted(getattr(module, "__all__", None) or dir(module)):
            thing = getattr(module, name, None)
            if name.startswith(("_", "Base")) or not getattr(thing, "__module__", "").startswith("sklearn."):
                continue
            if callable(thing) and "random_state" in _parameters(thing):
                found[name] = thing
    return found


def _parameters(thing: Any) -> frozenset[str]:
    try:
        return frozenset(inspect.signature(thing).parameters)
    except (TypeError, ValueError):
        return frozenset()


def missing() -> list[str]:
    """Callables that neither table mentions."""
    return sorted(set(with_random_state()) - set(CALLABLES) - SPARED)


def seeded_by_default() -> list[str]:
    """Listed callables whose default `random_state` is a constant."""
    known = with_random_state()
    return [
        name
        for name in sorted(set(known) & set(CALLABLES))
        if inspect.signature(known[name]).parameters["random_state"].default not in (None, inspect._empty)
    ]


def _fitted(make: Any, seed: int) -> tuple[bool, bytes] | None:
    """Whether fitting draws from numpy's global stream, and what comes of it. None where it does not fit."""
    import numpy as np

    rng = np.random.RandomState(0)
    x = np.abs(rng.normal(size=(60, 5))) + 0.1
    y = (x[:, 0] + rng.normal(size=60) > np.median(x[:, 0])).astype(int)
    np.random.seed(seed)
    before = np.random.get_state()[2], np.random.get_state()[1].tobytes()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitted = make().fit(x, y)
        drew = before != (np.random.get_state()[2], np.random.get_state()[1].tobytes())
        method = next(m for m in ("predict", "transform", "embedding_", "covariance_") if hasattr(fitted, m))
        found = getattr(fitted, method)
        result = found(x) if callable(found) else found
        dense = result.toarray() if hasattr(result, "toarray") else result  # else it would be an address
        return drew, np.asarray(dense).tobytes()
    except Exception:
        return None


def wrong() -> list[str]:
    """Estimators, made without arguments, of which the table says what is not so.

    That one draws does not mean that it matters: coordinate descent asks for a number that it never uses.
    """
    found = []
    for name, thing in with_random_state().items():
        if not inspect.isclass(thing) or not hasattr(thing, "fit"):
            continue
        fits = [_fitted(thing, seed) for seed in (0, 1)]
        settings = CALLABLES.get(name)
        said = settings is not None and all(setting.met_by(setting.default) for setting in settings)
        if fits[0] is None or fits[1] is None:
            continue
        if said and not fits[0][0] and name not in _IN_FIT_TRANSFORM:
            found.append(f"{name} does not draw")
        if not said and fits[0][1] != fits[1][1]:
            found.append(f"{name} depends on the seed")
    return found


if __name__ == "__main__":
    print("missing:", *missing())
    print("seeded by default:", *seeded_by_default())
    print("wrong:", *wrong(), sep="\n  ")
