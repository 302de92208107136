"""Another hash of None, and everything that was filed under the old one."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import platform, uuid
from pytest_repro.interpose.pointers import PointerHashes

def among(value):
    return value in {None, "a", 3}

def paired(value):
    return value in {(None, 2), "b"}

table = {None: 1, (1, None): 2}
numbers = {None, 4}
frozen = frozenset([None, (None,), frozenset([None, 7])])
by_frozen = {frozen: 9, frozenset([None, 7]): 8}

class Named:
    table = {None: 5}

order = list(table)
before = hash(None)
hashes = PointerHashes(lambda text: 12345 << 3)
assert hashes.install()
assert hash(None) == 12345 != before
assert among(None) and among("a") and not among(4)
assert paired((None, 2)) and not paired((None, 3))
assert table[None] == 1 and table[1, None] == 2 and list(table) == order
assert None in numbers and (None,) in frozen and frozenset([None, 7]) in frozen
assert by_frozen[frozen] == 9 and by_frozen[frozenset([None, 7])] == 8
assert Named.table[None] == 5 and type(frozen) is frozenset
assert uuid.SafeUUID(None) is uuid.SafeUUID.unknown and platform.uname().system
print("done")
"""


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None hashes to a constant")
def test_what_is_filed_under_none_is_found_again() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.stdout == "done\n", done.stderr
