"""What objects of libraries say of themselves, where that is all there is to them.

A symbol of sympy or a network's address equals another one by what it stands for, and shows it.
"""

from __future__ import annotations

import re
from typing import Any

# An address, or members in the order of the hash seed.
_OF_THIS_PROCESS = re.compile(r"0x[0-9a-f]{6,}|\b(frozen)?set\(")


def is_value_class(cls: Any) -> bool:
    """Whether its objects are equal by what they hold, can be keys, and are shown in words of their own."""
    return (
        cls.__eq__ is not object.__eq__
        and cls.__hash__ not in (object.__hash__, None)
        and cls.__repr__ is not object.__repr__
    )


def said_by(value: object) -> str | None:
    """The representation of an object of such a class; None where another process would show another one."""
    text = repr(value)
    return None if str(id(value)) in text or _OF_THIS_PROCESS.search(text) else text
