"""Where two ways of saying the same thing are no difference, and a slight one is."""

from __future__ import annotations

import pytest

from lint_rules.manifests.locks.uv import same_pythons


@pytest.mark.parametrize(
    ("wanted", "held", "same"),
    [
        (">=3.11,<3.12", "==3.11.*", True),
        ("==3.11.*", ">=3.11,<3.12", True),
        (">=3.10", ">=3.10", True),
        (">=3.10", ">=3.9", False),
        (">=3.11,<3.12", ">=3.11", False),
        (">=3.10.4", ">=3.10", False),
        ("3.11", ">=3.11", False),
    ],
)
def test_versions_of_python(wanted: str, held: str, same: bool) -> None:
    assert same_pythons(wanted, held) == same
