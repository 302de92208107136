"""Walks a value to its leaves without recursion, and hands each to the recorder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_repro.errors import UnsupportedOutputError
from pytest_repro.outputs.node import NODES, Branch, Node, Refusal, type_name
from pytest_repro.outputs.refusals import refuse
from pytest_repro.outputs.registry import registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_repro.outputs.family import Family
    from pytest_repro.outputs.record import Recorder

MAX_DEPTH = 5_000
MAX_LEAVES = 5_000_000


@dataclass(frozen=True, slots=True)
class Frame:
    """A container whose children are being walked. ``value`` keeps its ``id`` from being used again."""

    path: str
    value: object
    children: Iterator[tuple[str, object]]


class Walker:
    """Takes one value apart, depth first, in the order that its containers give."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.stack: list[Frame] = []
        self.ancestors: dict[int, str] = {}
        self.families: dict[type, Family | None] = {}
        self.count = 0

    def walk(self, value: object, root_name: str) -> None:
        """Record every leaf of a value.

        Raises:
            UnsupportedOutputError: it holds something that cannot be compared, or too much.
        """
        self.visit(root_name, value)
        while self.stack:
            frame = self.stack[-1]
            child = self.next_child(frame)
            if child is None:
                self.stack.pop()
                self.ancestors.pop(id(frame.value), None)
            else:
                self.visit(frame.path + child[0], child[1])

    def next_child(self, frame: Frame) -> tuple[str, object] | None:
        try:
            return next(frame.children, None)
        except Exception as error:
            raise _unreadable(frame.path, frame.value, error) from error

    def visit(self, path: str, value: object) -> None:
        self.check_limits(path)
        if id(value) in self.ancestors:
            self.recorder.reference(path, len(self.stack), self.ancestors[id(value)])
            return
        node = value if isinstance(value, NODES) else self.expand(path, value)
        if isinstance(node, Refusal):
            raise UnsupportedOutputError(f"{path}: cannot compare {node.what}; {node.advice}")
        if isinstance(node, Branch):
            path = self.recorder.branch(path, len(self.stack), node)
            self.stack.append(Frame(path, value, iter(node.children)))
            self.ancestors[id(value)] = path
            return
        try:
            self.recorder.leaf(path, len(self.stack), node)
        except UnsupportedOutputError:
            raise
        except Exception as error:
            raise _unreadable(path, value, error) from error

    def expand(self, path: str, value: Any) -> Node:
        cls = type(value)
        if cls not in self.families:
            self.families[cls] = registry().find(cls)
        family = self.families[cls]
        if family is None:
            return refuse(value)
        try:
            return family.expand(value)
        except Exception as error:
            raise _unreadable(path, value, error) from error

    def check_limits(self, path: str) -> None:
        self.count += 1
        if self.count > MAX_LEAVES:
            raise UnsupportedOutputError(
                f"{self.stack[0].path}: holds more than {MAX_LEAVES:,} values; return them as arrays"
            )
        if len(self.stack) > MAX_DEPTH:
            short = path if len(path) <= 60 else f"{path[:60]}…"
            raise UnsupportedOutputError(
                f"{short}: nested more than {MAX_DEPTH:,} deep; return a flat list or dict"
            )


def _unreadable(path: str, value: object, error: Exception) -> UnsupportedOutputError:
    said = str(error).splitlines()
    reason = f"{type(error).__name__}: {said[0]}" if said else type(error).__name__
    return UnsupportedOutputError(
        f"{path}: cannot read a {type_name(type(value))} ({reason}); return its arrays and numbers in a dict"
    )
