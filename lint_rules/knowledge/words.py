"""Names of methods that so many classes have that they say nothing about whose method it is."""

from __future__ import annotations

_TEXT = """
    add append apply build call clear close compile compute copy create debug decode download encode
    error eval evaluate execute extend fit fit_transform format forward generate get index info init
    initialize insert items join keys load log main map merge next open parse plot pop predict
    prepare print process put query read register remove render reset restore run sample save score
    search select send set setup shuffle split start step stop submit test to train transform update
    validate values wait warning write
"""
_COMMON = frozenset(_TEXT.split())


def is_telling(method: str) -> bool:
    """Whether a method of that name, where a project has one only, is the one that a call means."""
    return method not in _COMMON and not method.startswith("__")
