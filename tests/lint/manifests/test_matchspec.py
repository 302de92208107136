"""Conda's requirements: which level each way of writing reaches."""

from __future__ import annotations

import pytest

from lint_rules.manifests.conda.matchspec import is_minor, judge, specifier_of


@pytest.mark.parametrize(
    ("spec", "name", "level"),
    [
        ("numpy", "numpy", "none"),
        ("numpy>=1.26", "numpy", "none"),
        ("numpy >=1.26", "numpy", "none"),
        ("numpy=1", "numpy", "range"),
        ("numpy=1.26", "numpy", "range"),
        ("numpy 1.26", "numpy", "range"),
        ("numpy=1.26.*", "numpy", "range"),
        ("numpy>=1.26,<2", "numpy", "range"),
        ("numpy 1.26|1.25", "numpy", "range"),
        ("numpy=1.26.4", "numpy", "exact"),
        ("numpy = 1.26.4", "numpy", "exact"),
        ("numpy==1.26.4", "numpy", "exact"),
        ("numpy==1.26", "numpy", "exact"),
        ("numpy 1.26.4", "numpy", "exact"),
        ("conda-forge::numpy=1.26.4", "numpy", "exact"),
        ("conda-forge/linux-64::numpy==1.26.4", "numpy", "exact"),
        ("numpy[version='1.26.4']", "numpy", "exact"),
        ("numpy[version='>=1.26']", "numpy", "none"),
        ("pytorch=2.1.0=py3.11_cuda11.8*", "pytorch", "exact"),
        ("numpy=1.26.4=py311_0", "numpy", "hash"),
        ("numpy 1.26.4 py311_0", "numpy", "hash"),
        ("numpy==1.26.4=py311_0", "numpy", "hash"),
        ("_libgcc_mutex=0.1=main", "_libgcc_mutex", "hash"),
        ("r-matrix=1.7_4", "r-matrix", "exact"),
        ("tzdata=2024a", "tzdata", "exact"),
        ("openssl=1.1.1w", "openssl", "exact"),
        ("https://example.org/linux-64/numpy-1.26.4-py311_0.conda", "numpy-1.26.4-py311_0.conda", "exact"),
    ],
)
def test_levels(spec: str, name: str, level: str) -> None:
    judgement = judge(spec)
    assert (judgement.name, judgement.level) == (name, level)


@pytest.mark.parametrize(
    ("version", "fixed"),
    [
        ("=3.11", True),
        ("3.11.*", True),
        ("==3.11.4", True),
        ("=3.11.4", True),
        (">=3.11,<3.12", True),
        ("=3.11.4=h1_0", True),
        ("=3", False),
        (">=3.11", False),
        (">=3.10,<3.12", False),
        ("", False),
    ],
)
def test_minor_versions(version: str, fixed: bool) -> None:
    assert is_minor(version) is fixed


@pytest.mark.parametrize(
    ("version", "specifier"),
    [
        ("", ""),
        ("*", ""),
        ("=1.26", "==1.26.*"),
        ("1.26.*", "==1.26.*"),
        ("==1.26.4", "==1.26.4"),
        (">=1.2,<2", ">=1.2,<2"),
        ("=1.26.4=py311_0", "==1.26.4.*"),
        ("1.2|1.3", None),
    ],
)
def test_specifiers(version: str, specifier: str | None) -> None:
    assert specifier_of(version) == specifier
