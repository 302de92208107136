"""How an expression holds an order: a sequence keeps it for every reader, a mapping only for who iterates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    import libcst as cst

SEQUENCE, MAPPING = "sequence", "mapping"

# How an order gets out of sight, and whether it matters there is only a guess.
HANDED = "is handed to "
# A function of another file: as often as not it sorts, or makes a table of what it gets.
HANDED_OWN = f"{HANDED}the project's own "
DONE = "is that in which they are given to"
ROUNDED = "decides how a sum is rounded"
# Who looks a key up gets the same in every order; only who goes through the table does not.
KEYS_RETURNED = "is that of the keys of a table which is returned"
# Mostly one item passes the test, or any that does will do.
ENDS_LOOP = "decides which item ends the loop"
# Mostly there is one: the file of that name, the only member; or any of them tells what is asked.
FIRST = "decides which item is taken"
POSITION = "decides at which position an item is found"
# Names of columns in a message, members of a query, letters of a class of characters. What is joined by
# spaces, line ends or semicolons, or is written to a file, is data more often.
JOINED, LISTED = "is joined into text", "is joined into a list in text"
# Of those whose parts are equal by which they are sorted.
PARTLY = "which of those comes first that have the same key"
# All that the file does with an attribute.
SEARCHED = "is stored where it is only searched"
# Of a table of files or results hardly two measure the same; of a set, the letters of words often do.
OF_EQUALS = "decides which of equals is taken"
DOUBTFUL = (KEYS_RETURNED, ENDS_LOOP, FIRST, LISTED, SEARCHED, OF_EQUALS)
# For a listing: mostly there is one file of that name. Of a set it may be any that will do, or the answer.
FOUND = "decides which item is returned first"
# The only one that passes the test is put into a list, and the loop is left: mostly there is no other.
KEPT = "decides which item is kept"
# Of a listing these mostly come to nothing.
WEAK = (FOUND, KEPT, ROUNDED)
# `if len(found) >= most: break`
TAKEN_FIRST = "decides which items are taken"
# A function hands its order to whoever called it.
RETURNED = "is returned"
# `json.dump` and the like take it as it is.
WRITTEN = "is that of the items which are written"
# Of items that a `key` measures alike.
TAKEN = "which of equals is taken"


def surest_of(reasons: Iterable[str | None]) -> str | None:
    """The one that matters most surely: of those alike, the first."""
    weak = vague = None
    for reason in reasons:
        if reason is None:
            continue
        if is_vague(reason):
            vague = vague or reason
        elif reason in WEAK:
            weak = weak or reason
        else:
            return reason
    return weak or vague


def is_vague(reason: str) -> bool:
    """Whether an order may well be of no consequence where it goes."""
    return reason.startswith(HANDED) or is_doubtful(reason)


def is_doubtful(reason: str) -> bool:
    """Whether it mostly is of none."""
    return reason.startswith((DONE, HANDED_OWN)) or reason.endswith(DOUBTFUL)


class Follow(Protocol):
    """Finds out how the order of the items of an expression reaches a result; None where it does not."""

    def __call__(self, node: cst.CSTNode, held: str = ..., depth: int = ...) -> str | None: ...
