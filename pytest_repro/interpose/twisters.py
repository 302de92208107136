"""States of a Mersenne twister from which other numbers come, as unlike those of a known state as can be.

``random``, numpy's global stream and torch's default generator are all MT19937: each output is a bijective,
linear mix of the bits of one word of the state. So there is a state whose next outputs differ from those of
another one in just the bits that are chosen, until the words are used up.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = 624
ALL_BITS = 0xFFFFFFFF
"""A fraction that is read off the outputs becomes one minus it, and an even number an odd one."""
LOWER_BITS = 0x7FFFFFFF
"""The same on either side of one half: so that :mod:`random`, which draws anew where a number is too large,
accepts as before, and takes the other one of two."""


def turned(words: Sequence[int], position: int, bits: int) -> list[int]:
    """Words of a state, to be read from the first on, whose outputs differ in ``bits`` from those that come
    after ``position`` in the given one.
    """
    twister = Random(0)
    twister.setstate((3, (*words, position), None))
    return [_word_behind(twister.getrandbits(32) ^ bits) for _ in range(WORDS)]


def _word_behind(output: int) -> int:
    """The word of the state that gives this output: each step of the tempering is taken back."""
    word = output
    word ^= word >> 18
    word ^= (word << 15) & 0xEFC60000
    once = word
    for _ in range(4):  # of each round seven more bits are right
        word = once ^ ((word << 7) & 0x9D2C5680)
    word &= ALL_BITS
    once = word
    for _ in range(2):  # and of each of these eleven
        word = once ^ (word >> 11)
    return word
