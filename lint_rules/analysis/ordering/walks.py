"""Walks through folders: in an order that the program gives them, or of which it takes the top only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.names import later_uses
from lint_rules.analysis.tree.nodes import dotted_name, only_index, stored_names

if TYPE_CHECKING:
    from lint_rules.analysis.ordering.order import OrderFlow
    from lint_rules.analysis.tree.source import SourceFile

_LISTS = frozenset({"builtins.list", "builtins.tuple"})


class Walks:
    """Judges `os.walk` in one file."""

    def __init__(self, file: SourceFile, flow: OrderFlow) -> None:
        self.file = file
        self.flow = flow

    def reason(self, walk: cst.Call) -> str | None:
        """How the order of folders and files reaches a result."""
        top = self._top(walk)
        if top is not None:
            return self._of_one_folder(top)
        return None if self._is_in_order(walk) else self.flow.reason(walk)

    # -- the folder that is walked through, which always comes first ---------------------------------------

    def _top(self, walk: cst.Call) -> cst.CSTNode | None:
        """`next(os.walk(folder))`, `list(os.walk(folder))[0]`, also by a name."""
        arg = self.file.parent(walk)
        call = self.file.parent(arg) if isinstance(arg, cst.Arg) else None
        if not isinstance(call, cst.Call):
            return None
        name = self.file.resolve(call.func)
        if name == "builtins.next":
            return call
        holder = self.file.parent(call) if name in _LISTS else None
        if isinstance(holder, cst.Subscript):
            return holder if _is_first(holder) else None
        if not isinstance(holder, cst.Assign) or not isinstance(holder.targets[0].target, cst.Name):
            return None
        places = [
            self.file.parent(use) for use in later_uses(self.file, holder, holder.targets[0].target.value)
        ]
        return places[0] if len(places) == 1 and _is_first(places[0]) else None

    def _of_one_folder(self, top: cst.CSTNode) -> str | None:
        """The order of its folders and files, where they are taken out of `root, folders, files`."""
        parent = self.file.parent(top)
        if isinstance(parent, cst.Subscript):
            return None if _is_first(parent) else self.flow.reason(parent)
        if not isinstance(parent, cst.Assign) or not isinstance(parent.targets[0].target, cst.Tuple):
            return None
        names = [name for e in parent.targets[0].target.elements[1:] for name in stored_names(e.value)]
        uses = [use for name in names for use in later_uses(self.file, parent, name)]
        return self.flow.surest(uses)

    # -- all of them ---------------------------------------------------------------------------------------

    def _is_in_order(self, walk: cst.Call) -> bool:
        """`os.walk` follows the order that the loop gives to the list of folders."""
        loop = self.file.parent(walk)
        if not isinstance(loop, cst.For) or not isinstance(loop.target, cst.Tuple):
            return False
        names = [stored_names(element.value) for element in loop.target.elements]
        if len(names) < 3 or not names[1] or not names[2]:
            return False
        folders, files = names[1][0], names[2][0]
        return self._is_sorted_in(loop, folders) and self._reads_sorted(loop, files)

    def _is_sorted_in(self, loop: cst.For, name: str) -> bool:
        """`dirs.sort()`, `dirs[:] = sorted(dirs)`, or `dirs.clear()`: no folder is entered at all."""
        for part in self.file.below(loop.body):
            if isinstance(part, cst.Call) and dotted_name(part.func) in (f"{name}.sort", f"{name}.clear"):
                return True
            if isinstance(part, cst.Assign):
                target, value = part.targets[0].target, part.value
                sliced = isinstance(target, cst.Subscript) and dotted_name(target.value) == name
                calls = isinstance(value, cst.Call) and self.file.resolve(value.func) == "builtins.sorted"
                if sliced and (calls or isinstance(value, cst.List)):
                    return True
        return False

    def _reads_sorted(self, loop: cst.For, name: str) -> bool:
        if self._is_sorted_in(loop, name):
            return True
        uses = [n for n in self.file.below(loop.body) if isinstance(n, cst.Name) and n.value == name]
        return all(self.flow.reason(use) is None for use in uses)


def _is_first(node: cst.CSTNode | None) -> bool:
    index = only_index(node)
    return isinstance(index, cst.Integer) and index.value == "0"
