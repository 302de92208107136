"""How numeric libraries are told the number of their threads before they start."""

from __future__ import annotations

VARIABLES = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS", "NUMEXPR_NUM_THREADS", "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS",
    "POLARS_MAX_THREADS",
)  # fmt: skip


def threads_environ(count: int) -> dict[str, str]:
    """Variables for ``count`` threads; nested teams and a dynamic choice are ruled out."""
    return {**dict.fromkeys(VARIABLES, str(count)), "OMP_DYNAMIC": "FALSE", "MKL_DYNAMIC": "FALSE"}


def one_thread_environ() -> dict[str, str]:
    return {**threads_environ(1), "TOKENIZERS_PARALLELISM": "false"}
