from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.iteration import SetIterationRule
from lint_rules.analysis.ordering.kinds import Kind
from lint_rules.analysis.tree.nodes import INEQUALITIES, dotted_name
from lint_rules.knowledge.generators import GENERATORS
from lint_rules.knowledge.streams import SEEDERS, named_like_a_seeder
from lint_rules.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

_ID = "builtins.id"
# Others that take a `key`, to tell items apart by it, ask only for what is the same object.
_SORTING = frozenset({"sorted", "sort", "min", "max", "nlargest", "nsmallest", "merge", "insort", "groupby"})
_SEEDS = frozenset({"seed", "random_state", "random_seed"})


class IdentityOrder(SetIterationRule):
    """Address of an object decides an order, an index or a seed.

    ## What it does

    Reports `key=id`, `id(x) % n`, `id(x)` as a seed and `id(a) < id(b)`; and sets of objects that are
    hashed by their address (classes without `__hash__`, tensors, modules, types, functions, `WeakSet`)
    where their order gets into something that keeps it. Silent for identity as such: `id(x) in seen`,
    `ids[id(x)]`, `id(a) == id(b)`.

    ## Why is this bad?

    Where an object lies in memory differs from run to run, also under a fixed `PYTHONHASHSEED`. So does the
    order of a set of such objects, and with it the order of sums, steps and layers.

    ## Example

    ```python
    for node in sorted(nodes, key=id):
        total += node.value
    ```

    ## Use instead

    ```python
    for node in sorted(nodes, key=lambda node: node.name):
        total += node.value
    ```
    """

    code = "REP305"
    name = "identity-order"
    kind = Kind.OBJECTS
    because = "it follows the addresses of the objects"
    markers = (b"id", b"set", b"Set", b"{")
    follows_names = True
    calls = frozenset({_ID, "builtins.set", "builtins.frozenset", "weakref.WeakSet"}) | {
        f"{module}.{name}"
        for module in ("typing", "collections.abc")
        for name in ("Set", "FrozenSet", "AbstractSet", "MutableSet")
    }
    syntax = frozenset({"Set", "SetComp"})

    valid = (
        "seen = set()\nif id(x) in seen:\n    pass\nseen.add(id(x))\n",
        "ids = {id(x): n for n, x in enumerate(xs)}\ny = ids[id(a)]\n",
        "same = id(a) == id(b)\n",
        "def __repr__(self):\n    return f'<Node at {id(self):x}>'\n",
        "order = sorted(nodes, key=lambda n: n.name)\n",
        "def f(id, xs):\n    return sorted(xs, key=id)\n",
        "assert sorted(a, key=id) == sorted(b, key=id)\n",
        "class Node:\n    pass\n\nnodes = {Node(), Node()}\nfor n in nodes:\n    n.reset()\n",
        """
        class Node:
            def __hash__(self):
                return 3

            def __eq__(self, other):
                return True

        def f(nodes: set[Node]):
            return len(nodes)
        """,
        "def f(model):\n    own = set(model.parameters())\n    return [p for p in others if p not in own]\n",
        "kinds = {type(x) for x in xs}\nif len(kinds) > 1:\n    raise TypeError(kinds)\n",
    )
    invalid = (
        "order = sorted(nodes, key=id)  # <- here\n",
        "nodes.sort(key=id)  # <- here\n",
        "first = min(nodes, key=lambda n: id(n))  # <- here\n",
        "bucket = id(x) % 8  # <- here\n",
        "import random\nrandom.seed(id(model))  # <- here\n",
        "model = Model(seed=id(config))  # <- here\n",
        "if id(a) < id(b):  # <- here\n    a, b = b, a\n",
        """
        class Node:
            pass

        def order(nodes: set[Node]):
            return list(nodes)  # <- here
        """,
        """
        class Node:
            def __init__(self):
                self.value = 0.0

        def total():
            nodes = set()
            nodes.add(Node())
            nodes.add(Node())
            result = 0.0
            for node in nodes:  # <- here
                result += node.value
            return result
        """,
        "kinds = [k for k in {type(x) for x in xs}]  # <- here\nout.append(kinds)\n",
        """
        def with_decay(model, head):
            decay = set()
            for name, parameter in model.named_parameters():
                if "norm" not in name:
                    decay.add(parameter)
            rest = {p for p in model.parameters() if p.requires_grad} - set(head.parameters())
            rest = list(rest)  # <- here
            return tuple(decay), rest  # <- here
        """,
        "import weakref\nalive = weakref.WeakSet()\nnodes = list(alive)  # <- here\nout.append(nodes)\n",
        "from torch import nn\n\ndef f(layers: set[nn.Module]):\n    return list(layers)  # <- here\n",
    )

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        yield from super().visit_call(node)
        if self.file.resolve(node.func) == _ID and len(node.args) == 1:
            use = self._use(node)
            if use is not None:
                yield Problem(node, f"the address of an object {use}, and it differs from run to run")

    def _use(self, node: cst.Call) -> str | None:
        parent = self.file.parent(node)
        if isinstance(parent, cst.BinaryOperation) and isinstance(parent.operator, cst.Modulo):
            return "chooses a bucket" if parent.left is node else None
        if isinstance(parent, cst.Comparison):
            ordered = isinstance(parent.comparisons[0].operator, INEQUALITIES)
            return "decides a comparison" if ordered and parent.left is node else None
        if isinstance(parent, cst.Lambda):
            arg = self.file.parent(parent)
            return "sets an order" if isinstance(arg, cst.Arg) and self._is_sort_key(arg) else None
        return "becomes a seed" if isinstance(parent, cst.Arg) and self._is_seed(parent) else None

    def _is_seed(self, arg: cst.Arg) -> bool:
        call = self.file.parent(arg)
        if arg.keyword is not None:
            return arg.keyword.value in _SEEDS
        if not isinstance(call, cst.Call):
            return False
        name = self.file.resolve(call.func)
        return name in SEEDERS or name in GENERATORS or named_like_a_seeder(name)

    def _is_sort_key(self, arg: cst.Arg) -> bool:
        """Whether it is the `key` of a sort whose order is not only compared with another."""
        call = self.file.parent(arg)
        if arg.keyword is None or arg.keyword.value != "key" or not isinstance(call, cst.Call):
            return False
        last = (dotted_name(call.func) or "").rpartition(".")[2]
        around = self.file.parent(call)
        return last in _SORTING and not isinstance(around, cst.Comparison | cst.ComparisonTarget)

    def visit_arg(self, node: cst.Arg) -> Iterator[Problem]:
        yield from super().visit_arg(node)
        if self.file.resolve(node.value) == _ID and self._is_sort_key(node):
            yield Problem(node, "the address of an object sets an order, and it differs from run to run")
