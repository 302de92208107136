"""Switches of libraries, kept for the whole process, which decide what these compute or print."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_SWITCHES = (
    "calendar.firstweekday()",
    "csv.field_size_limit()",
    "dask.config.config",
    "decimal.getcontext()",
    "gc.isenabled()",
    "jax.config.values",
    "keras.config.floatx()",
    "locale.localeconv()",
    "matplotlib.rcParams",
    "mpmath.mp.prec",
    "numpy.geterr()",
    "numpy.get_printoptions()",
    "numpy.getbufsize()",
    "pandas.options",
    "sklearn.get_config()",
    "socket.getdefaulttimeout()",
    "sys.get_int_max_str_digits()",
    "sys.getrecursionlimit()",
    "sys.path",
    "torch.are_deterministic_algorithms_enabled()",
    "torch.backends.cuda.matmul.allow_tf32",
    "torch.backends.cudnn.allow_tf32",
    "torch.backends.cudnn.benchmark",
    "torch.backends.cudnn.deterministic",
    "torch.get_default_device()",
    "torch.get_default_dtype()",
    "torch.get_float32_matmul_precision()",
    "torch.get_num_threads()",
    "torch.is_autocast_enabled()",
    "torch.is_grad_enabled()",
    "torch.is_inference_mode_enabled()",
    "torch._tensor_str.PRINT_OPTS",
    "xarray.get_options()",
)
_OF_CONTEXTS = ("Emax", "Emin", "capitals", "clamp", "prec", "rounding", "traps")
"""Of a context of decimals, all but its flags: any sum raises these."""
_REPR_LIMIT = 20_000
_DEEPEST = 5


def switches() -> dict[str, str]:
    """All that are known of libraries that were imported: how code asks for each, with its value as text."""
    found = {"warnings.filters": repr(warnings.filters)[:_REPR_LIMIT]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some options may not be asked for any more
        for name in _SWITCHES:
            try:
                found.update(_named(name, _read(name), _DEEPEST))
            except Exception:  # it was not imported, or is of another version
                continue
    return found


def _read(name: str) -> Any:
    parts = name.split(".")
    known = next(n for n in range(len(parts) - 1, 0, -1) if ".".join(parts[:n]) in sys.modules)
    value: Any = sys.modules[".".join(parts[:known])]
    for part in parts[known:]:
        value = getattr(value, part.removesuffix("()"))
        value = value() if part.endswith("()") else value
    return value


def _named(name: str, value: Any, depth: int) -> Iterator[tuple[str, str]]:
    """The parts of a value that are options of their own."""
    parts = _parts(value) if depth else None
    if parts is None:
        yield name, repr(value)[:_REPR_LIMIT]
        return
    for key, part in sorted(parts.items()):
        yield from _named(f"{name}.{key}", part, depth - 1)


def _parts(value: Any) -> dict[str, Any] | None:
    kind = type(value).__name__
    if kind == "Context":
        return {key: getattr(value, key) for key in _OF_CONTEXTS}
    if kind == "DictWrapper":  # of pandas
        return {key: getattr(value, key) for key in dir(value)}
    if isinstance(value, Mapping):
        return {getattr(key, "__name__", str(key)): part for key, part in value.items()}
    return None
