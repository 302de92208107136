from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import argument, constant
from lint_rules.analysis.tree.names import bindings_between, later_uses, occurrences
from lint_rules.analysis.tree.nodes import only_index
from lint_rules.analysis.tree.remembering import remembered
from lint_rules.knowledge.memory import (
    ALLOCATING_METHODS,
    ALLOCATORS,
    METADATA,
    READERS,
    READING_METHODS,
    SIZED,
    VIEWS,
)
from lint_rules.rule import Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.tree.source import SourceFile


class Use(Enum):
    """What a program does with an array."""

    READ = "read"
    WRITE = "write"  # or something that may write
    NEITHER = "neither"


class UninitializedMemory(SourceRule):
    """Memory is read before anything was written to it.

    ## What it does

    Reports `torch.empty`, `numpy.empty` and their relatives where the first thing that surely happens to
    the array is that its contents are read: an operand, a sum, `x[i] += ...`. Also arrays of a literal size
    of which some places are never written. Silent where the array is filled, passed to a function that may
    fill it (`out=` or any other), stored, returned or given a first value in a loop.

    This rule is opt-in: select it by its code, or use `--profile strict`. In finished programs such a mistake
    has mostly been found already, and what is left is filled in a way that the code does not show.

    ## Why is this bad?

    The contents are whatever was in memory: often zeros in a short test, and something else in a long run.

    ## Example

    ```python
    counts = np.empty(10)
    for label in labels:
        counts[label] += 1
    ```

    ## Use instead

    ```python
    counts = np.zeros(10)
    for label in labels:
        counts[label] += 1
    ```
    """

    code = "REP403"
    name = "uninitialized-memory"
    opt_in = True
    markers = (b"empty", b"ndarray", b"Tensor")
    within_function = True
    calls = ALLOCATORS | SIZED
    methods = ALLOCATING_METHODS
    only_called = True  # `torch.Tensor` stands in many annotations
    follows_names = True

    valid = (
        """
        import numpy as np

        def f(xs, q):
            a = np.empty(3)  # only reserved
            for x in xs:
                a = 1 + x * q
                q = a * a
            return q / a
        """,
        "import torch\nx = torch.empty(3)\nx.fill_(0)\ny = x + 1\n",
        "import torch\nx = torch.empty(3).float().normal_()\ny = x + 1\n",
        "import torch\nx = torch.empty(3)\ntorch.nn.init.normal_(x)\ny = x + 1\n",
        "import torch\nx = torch.empty(3)\ntorch.add(a, b, out=x)\ny = x + 1\n",
        "import numpy as np\nx = np.empty(3)\nx[:] = 1\ny = x.sum()\n",
        "import numpy as np\nx = np.empty(9)\nfor i in range(9):\n    x[i] = i\ny = x.sum()\n",
        "import numpy as np\nx = np.empty((0, 3))\ny = np.concatenate([x, a])\n",
        "import torch\nx = torch.cat([torch.empty(0), a])\n",
        "import numpy as np\nx = np.hstack((a, np.empty(n)))\nx[n:] = np.nan\n",
        "import torch\nself.weight = torch.nn.Parameter(torch.empty(3, 4))\n",
        "import numpy as np\n\ndef allocate(n):\n    return np.empty(n)\n",
        "import numpy as np\nx = np.empty(3)\nprint(x.shape, len(x))\nx[...] = 2\n",
        "import torch\nx = torch.empty(3, device='meta')\ny = x + 1\n",
        "import torch\nx = torch.Tensor(values)\ny = x + 1\n",
        "import numpy as np\nx = np.empty(2)\nx[0] = a\nx[1] = b\ny = x.sum()\n",
        """
        import numpy as np

        def scan(values):
            out = np.empty(len(values))
            for i, value in enumerate(values):
                before = out[i - 1] + 1 if i else 0
                out[i] = before + value
            return out
        """,
        """
        import numpy as np

        def fill(n, reader):
            buffer = np.empty(n)
            reader.readinto(buffer)
            return buffer * 2
        """,
    )
    invalid = (
        "import torch\ny = torch.empty(3) * 2  # <- here\n",
        "import torch\nx = torch.empty(3)  # <- here\ny = x + 1\n",
        "import numpy as np\nx = np.empty((3, 4))  # <- here\nmean = x.mean()\n",
        "import numpy as np\nx = np.empty_like(a)  # <- here\nx += a\n",
        "import torch\nx = torch.FloatTensor(3, 4)  # <- here\ny = x.sum()\n",
        "import torch\nx = a.new_empty(3).cuda()  # <- here\ny = torch.sum(x)\n",
        "import numpy as np\nx = np.empty(3)  # <- here\nx[0] = a\nx[2] = b\ny = x.sum()\n",
        """
        import numpy as np

        def count(labels):
            counts = np.empty(10)  # <- here
            for label in labels:
                counts[label] += 1
            return counts
        """,
    )

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        name = self._allocator(node)
        if name is None or self._is_vacant(node):
            return
        use = self._use(node)
        if use is Use.NEITHER and (held := self._held(node)) is not None:
            assign, variable = held
            use = self._first_use(node, assign, variable)
        if use is Use.READ:
            yield Problem(node, f"the memory that `{name}` gives is read before it is written")

    def _allocator(self, call: cst.Call) -> str | None:
        name = self.file.resolve(call.func)
        if name in ALLOCATORS:
            buffer = name.endswith("ndarray") and argument(call, "buffer", 2) is not None
            return None if buffer else name.rpartition(".")[2]
        if name in SIZED:
            sizes = [arg for arg in call.args if arg.keyword is None and not arg.star]
            return name.rpartition(".")[2] if len(sizes) == len(call.args) >= 2 else None
        method = call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
        return method if method in ALLOCATING_METHODS else None

    def _is_vacant(self, call: cst.Call) -> bool:
        """An array without items, or without memory."""
        device = argument(call, "device")
        if device is not None and constant(device) == "meta":
            return True
        sizes = [a.value for a in call.args if a.keyword is None or a.keyword.value in ("size", "shape")]
        parts = [e.value for s in sizes if isinstance(s, cst.Tuple | cst.List) for e in s.elements]
        if any(isinstance(s, cst.Tuple | cst.List) and not s.elements for s in sizes):
            return True
        return not call.args or any(constant(part) == 0 for part in [*sizes, *parts])

    # -- one use -------------------------------------------------------------------------------------------

    def _use(self, node: cst.CSTNode) -> Use:
        """What the expression around an array does with it."""
        parent = self.file.parent(node)
        if isinstance(parent, cst.BinaryOperation | cst.Comparison | cst.UnaryOperation):
            return Use.READ
        if isinstance(parent, cst.ComparisonTarget):
            return Use.NEITHER if isinstance(parent.operator, cst.Is | cst.IsNot) else Use.READ
        if isinstance(parent, cst.AugAssign):
            return Use.READ if parent.target is node else Use.WRITE
        if isinstance(parent, cst.Attribute) and parent.value is node:
            return self._attribute_use(parent)
        if isinstance(parent, cst.Subscript) and parent.value is node:
            return self._subscript_use(parent)
        if isinstance(parent, cst.Arg):
            return self._argument_use(parent)
        if isinstance(parent, cst.Element):
            display = self.file.parent(parent)
            arg = self.file.parent(display) if isinstance(display, cst.List | cst.Tuple) else None
            return self._argument_use(arg) if isinstance(arg, cst.Arg) else Use.WRITE
        is_bound = isinstance(parent, cst.Assign | cst.AnnAssign | cst.Expr)
        return Use.NEITHER if is_bound else Use.WRITE

    def _attribute_use(self, attribute: cst.Attribute) -> Use:
        name = attribute.attr.value
        call = self.file.parent(attribute)
        called = isinstance(call, cst.Call) and call.func is attribute
        if name in METADATA:
            return Use.NEITHER
        if name in VIEWS:
            outer = call if called else attribute
            return self._use(outer) if outer is not None else Use.WRITE
        if called and name in READING_METHODS:
            return Use.READ
        return Use.WRITE

    def _subscript_use(self, subscript: cst.Subscript) -> Use:
        parent = self.file.parent(subscript)
        if isinstance(parent, cst.AssignTarget | cst.Del):
            return Use.WRITE
        return self._use(subscript) if not isinstance(parent, cst.Assign | cst.Expr) else Use.WRITE

    def _argument_use(self, arg: cst.Arg) -> Use:
        call = self.file.parent(arg)
        if not isinstance(call, cst.Call) or arg.keyword is not None:
            return Use.WRITE
        name = self.file.resolve(call.func)
        if name == "builtins.len":
            return Use.NEITHER
        return Use.READ if name in READERS else Use.WRITE

    # -- a name that holds the array -----------------------------------------------------------------------

    def _held(self, node: cst.CSTNode) -> tuple[cst.Assign, str] | None:
        """`x = np.empty(3)`, also through `.cuda()` and the like."""
        parent = self.file.parent(node)
        if isinstance(parent, cst.Attribute) and parent.attr.value in VIEWS:
            call = self.file.parent(parent)
            return self._held(call) if isinstance(call, cst.Call) else None
        if not isinstance(parent, cst.Assign) or len(parent.targets) != 1:
            return None
        target = parent.targets[0].target
        return (parent, target.value) if isinstance(target, cst.Name) else None

    def _first_use(self, call: cst.Call, assign: cst.Assign, name: str) -> Use:
        uses = later_uses(self.file, assign, name)
        uses = sorted([*uses, *_added_to(self.file, self.file.function(assign), name)], key=self.file.order)
        if self._leaves_gaps(call, uses):
            return Use.READ
        for use in uses:
            if self.file.function(use) is not self.file.function(assign):
                return Use.WRITE  # an inner function may run at any time
            found = self._use(use)
            if found is Use.NEITHER and not isinstance(self.file.parent(use), cst.Assign):
                continue
            written = self._is_bound_between(assign, use) or self._written_in_loop(use, assign, uses)
            if found is Use.READ and not written:
                return Use.READ
            return Use.WRITE
        return Use.NEITHER

    def _is_bound_between(self, assign: cst.Assign, use: cst.Name) -> bool:
        """Whether the name may hold another array by then, given to it in a loop or a branch."""
        first, last = self.file.end(assign) + 1, self.file.order(use) - 1
        bound = bindings_between(self.file, self.file.function(assign), use.value, first, last)
        return any(not isinstance(value, cst.AugAssign) for _, value in bound)

    def _written_in_loop(self, read: cst.Name, assign: cst.Assign, uses: list[cst.Name]) -> bool:
        """Whether an earlier round of a loop may have written what is read here."""
        loops = [
            a
            for a in self.file.ancestors(read)
            if isinstance(a, cst.For | cst.While) and not self.file.holds(a, assign)
        ]
        others = [use for use in uses if use is not read and self._use(use) is Use.WRITE]
        return any(self.file.holds(loop, use) for loop in loops for use in others)

    def _leaves_gaps(self, call: cst.Call, uses: list[cst.Name]) -> bool:
        """`x = np.empty(3)`, then only `x[0] = a` and `x[2] = b` before it is read."""
        size = constant(call.args[0].value)
        if not isinstance(size, int) or len([a for a in call.args if a.keyword is None]) != 1:
            return False
        written: set[object] = set()
        for use in uses:
            subscript = self.file.parent(use)
            if isinstance(subscript, cst.Subscript) and isinstance(
                self.file.parent(subscript), cst.AssignTarget
            ):
                index = only_index(subscript)
                place = None if index is None else constant(index)
                if not isinstance(place, int):
                    return False
                written.add(place % size)
            elif self._use(use) is Use.READ:
                return 0 < len(written) < size
            elif self._use(use) is Use.WRITE:
                return False
        return False


@remembered
def _added_to(file: SourceFile, function: cst.CSTNode, name: str) -> list[cst.Name]:
    """`x += 1`"""
    parents = ((use, file.parent(use)) for use in occurrences(file, function, name))
    return [use for use, parent in parents if isinstance(parent, cst.AugAssign) and parent.target is use]
