"""The table of nondeterministic operations says what the installed torch documents."""

from __future__ import annotations

import re

import pytest

from lint_rules.knowledge.torch_operations import DOCUMENTED_BY, OPERATIONS

torch = pytest.importorskip("torch")


def documented() -> tuple[set[str], set[str]]:
    """The operations that get a deterministic kernel, and those that raise."""
    text = torch.use_deterministic_algorithms.__doc__.partition("In addition")[0]
    _, deterministic, raising = re.split(r"The following normally-nondeterministic operations will", text)
    listed = re.compile(r"^\s+\* :(?:class|func):`([\w.]+)`", re.MULTILINE)
    return set(listed.findall(deterministic)), set(listed.findall(raising))


@pytest.mark.skipif(
    not torch.__version__.startswith(f"{DOCUMENTED_BY}."), reason="the table is of another version of torch"
)
def test_the_table_is_what_torch_documents() -> None:
    deterministic, raising = documented()
    assert len(raising) > 20
    assert sorted(OPERATIONS) == sorted(deterministic | raising)
    assert sorted(name for name, op in OPERATIONS.items() if op.raises) == sorted(raising)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=list(OPERATIONS))
def test_every_callable_and_method_is_there(operation: object) -> None:
    for name in operation.callables:  # type: ignore[attr-defined]
        found = torch
        for part in name.split(".")[1:]:
            found = getattr(found, part)
        assert callable(found)
    assert all(hasattr(torch.Tensor, name) for name in operation.methods)  # type: ignore[attr-defined]
