"""Tells from the instruction that asks for a hash or an id what it is for: a lookup, or a set."""

from __future__ import annotations

import dis
import functools
import sys
from typing import TYPE_CHECKING

from pytest_repro.interpose.rearranging import waits_for_all

if TYPE_CHECKING:
    from types import CodeType, FrameType

_LOOKUPS = frozenset({
    "BINARY_SUBSCR", "BUILD_CONST_KEY_MAP", "BUILD_MAP", "CONTAINS_OP", "DELETE_SUBSCR", "MAP_ADD",
    "STORE_SUBSCR",
})  # fmt: skip
"""What finds an entry of a dict or a set, or makes one of a dict, which keeps its order."""

_PUSHING = frozenset({"CACHE", "COPY", "DUP_TOP", "EXTENDED_ARG", "KW_NAMES", "NOP", "PRECALL", "PUSH_NULL"})

_SETS = frozenset({"BUILD_SET", "SET_ADD", "SET_UPDATE"})
_MAKERS = frozenset({
    "add", "difference", "frozenset", "hash", "intersection", "set", "symmetric_difference", "union",
    "update",
})  # fmt: skip
"""Names of what makes sets, adds to them, or hashes for its own sake."""
_FINDERS = frozenset({"discard", "get", "pop", "remove", "setdefault"})
"""Methods of dicts and sets that find what they are given."""
_GIVING = frozenset({("concurrent.futures._base", "wait"), ("asyncio.tasks", "wait")})
_CALLEE = 2
"""Places on the stack that what is called takes up, with the object whose method it is."""


def hashes_for_lookup(frame: FrameType) -> bool:
    """Whether the running instruction of ``frame`` hashes a key, so that no order can follow from it."""
    return _finds(frame.f_code, frame.f_lasti)


def hashes_into_set(frame: FrameType) -> bool:
    """Whether the running instruction of ``frame`` hashes what goes into a set, or for its own sake."""
    return _into_set(frame.f_code, frame.f_lasti)


def gives_its_set(frame: FrameType) -> bool:
    """Whether what a library hashes there goes into a set for its caller, with all that the caller gave."""
    known = (frame.f_globals.get("__name__"), frame.f_code.co_name) in _GIVING
    return known and waits_for_all(str(frame.f_locals.get("return_when")))


@functools.lru_cache(maxsize=4096)
def _finds(code: CodeType, offset: int) -> bool:
    instructions = _instructions(code)
    index = _index(code, offset)
    if index is None:
        return False
    return _calls(instructions, index, _FINDERS) or _looks_up(instructions[index])


@functools.lru_cache(maxsize=4096)
def _into_set(code: CodeType, offset: int) -> bool:
    instructions = _instructions(code)
    index = _index(code, offset)
    if index is None:
        return False
    return instructions[index].opname in _SETS or _calls(instructions, index, _MAKERS)


def _calls(instructions: list[dis.Instruction], index: int, names: frozenset[str]) -> bool:
    return instructions[index].opname.startswith("CALL") and _called(instructions, index) in names


def _called(instructions: list[dis.Instruction], index: int) -> str:
    """The name of what the call at ``index`` calls, found by what its instructions do to the stack."""
    call = instructions[index]
    below = 1 - dis.stack_effect(call.opcode, call.arg)
    # Before Python 3.11 functions, unlike methods, have nothing beside them.
    callee = 1 if sys.version_info < (3, 11) and call.opname.startswith("CALL_FUNCTION") else _CALLEE
    for instruction in reversed(instructions[:index]):
        if instruction.opcode in dis.hasjrel or instruction.opcode in dis.hasjabs:
            return ""
        if below <= callee and isinstance(instruction.argval, str):
            return instruction.argval
        below -= dis.stack_effect(instruction.opcode, instruction.arg)
        if below <= 0:
            return ""
    return ""


@functools.lru_cache(maxsize=4096)
def answers_for_lookup(code: CodeType, offset: int) -> bool:
    """Whether what the call at ``offset`` returns goes straight into a lookup: ``seen[id(x)]``."""
    instructions = _instructions(code)
    index = _index(code, offset)
    if index is None or not instructions[index].opname.startswith("CALL"):
        return False
    above = 1  # values on the stack from the answer upwards
    for instruction in instructions[index + 1 :]:
        if instruction.opcode in dis.hasjrel or instruction.opcode in dis.hasjabs:
            return False
        effect = dis.stack_effect(instruction.opcode, instruction.arg)
        if not _only_pushes(instruction) and 1 - effect >= above:
            return _looks_up(instruction)
        above += effect
    return False


def _only_pushes(instruction: dis.Instruction) -> bool:
    name = instruction.opname
    return name in _PUSHING or (name.startswith("LOAD_") and not name.endswith(("_ATTR", "_METHOD")))


def _looks_up(instruction: dis.Instruction) -> bool:
    name, shown = instruction.opname, instruction.argrepr
    if name == "COMPARE_OP":
        return "==" in shown or "!=" in shown
    return name in _LOOKUPS or (name == "BINARY_OP" and shown == "[]")


@functools.lru_cache(maxsize=1024)
def _instructions(code: CodeType) -> list[dis.Instruction]:
    return list(dis.get_instructions(code))


def _index(code: CodeType, offset: int) -> int | None:
    """The instruction at ``offset``, which may lie among the cache entries behind it."""
    return max((n for n, i in enumerate(_instructions(code)) if i.offset <= offset), default=None)
