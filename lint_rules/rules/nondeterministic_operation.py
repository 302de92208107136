from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import argument, constant, is_none, is_open
from lint_rules.analysis.tree.values import value_of
from lint_rules.knowledge.determinism import DETERMINISTIC_CALLS
from lint_rules.knowledge.torch_operations import BY_CALLABLE, BY_METHOD, DOCUMENTED_BY, GIVEN
from lint_rules.rule import Example, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.knowledge.torch_operations import Operation

_STRICT = sorted(name for name, framework in DETERMINISTIC_CALLS.items() if framework == "torch")


class NondeterministicOperation(SourceRule):
    """An operation of torch that has a nondeterministic kernel.

    This rule is opt-in: select it by its code, or use `--profile strict`.

    ## What it does

    Reports the operations that torch documents as nondeterministic (in
    `torch.use_deterministic_algorithms`, as of torch 2.13), where the project does not ask for
    deterministic algorithms: `index_add_`, `scatter_add_`, `bincount` with weights,
    `interpolate(mode="bilinear")`, `CTCLoss`, pooling and padding layers and others. Convolutions and `bmm`
    have low confidence. Arguments that cannot be seen are not reported.

    ## Why is this bad?

    These kernels add up in the order in which threads arrive, so the same inputs give sums that differ in
    the last bits, and after some steps of training in the first.

    ## Example

    ```python
    total = torch.zeros(n).index_add_(0, index, values)
    ```

    ## Use instead

    ```python
    torch.use_deterministic_algorithms(True)
    total = torch.zeros(n).index_add_(0, index, values)
    ```
    """

    code = "REP203"
    name = "nondeterministic-operation"
    opt_in = True
    markers = (b"torch",)
    calls = frozenset(BY_CALLABLE)
    methods = frozenset(BY_METHOD)

    valid = (
        "import torch\ntorch.use_deterministic_algorithms(True)\nx.index_add_(0, i, v)\n",
        Example(
            "import torch\nx.index_add_(0, i, v)\n",
            files={"main.py": "import torch\ntorch.use_deterministic_algorithms(True)\n"},
        ),
        "import torch\nx = torch.bincount(i)\n",
        "import torch.nn.functional as F\nx = F.interpolate(x, size=3, mode='nearest')\n",
        "import torch.nn.functional as F\nx = F.interpolate(x, size=3, mode=mode)\n",
        "import torch\nm = torch.nn.EmbeddingBag(3, 4, mode='sum')\n",
        "import numpy as np\nx = np.cumsum(y)\ny.put_(1)\n",
        "import torch\nx = torch.median(y)\n",
        "import torch\nx = x.scatter_reduce(0, i, s, reduce='amax')\n",
    )
    invalid = (
        "import torch\nx.index_add_(0, i, v)  # <- here\n",
        "import torch\nx = torch.bincount(i, weights=w)  # <- here\n",
        "import torch.nn.functional as F\nx = F.interpolate(x, size=3, mode='bilinear')  # <- here\n",
        "from torch import nn\nlayer = nn.Upsample(scale_factor=2, mode='bilinear')  # <- here\n",
        "from torch import nn\nloss = nn.CTCLoss()  # <- here\n",
        "import torch\nvalues, where = torch.median(y, dim=1)  # <- here\n",
        "import torch\nx = x.scatter_reduce(0, i, s, reduce='sum')  # <- here\n",
        "import torch\nx = torch.nn.AdaptiveAvgPool2d(1)  # <- here\n",
    )

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        name = self.file.resolve(node.func)
        operation = BY_CALLABLE.get(name)
        method = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
        if operation is None and not name and self.file.imports("torch"):
            operation = BY_METHOD.get(method)
        if operation is None or not self._meets_demand(node, operation, name):
            return
        if self.file.ask("calls-any-of", *_STRICT):
            return
        remedy = "raises under" if operation.raises else "has a deterministic kernel under"
        shown = name or method
        yield Problem(
            node,
            f"`{shown}` is nondeterministic {operation.when} (torch {DOCUMENTED_BY}); it {remedy} "
            "`use_deterministic_algorithms(True)`",
            "low" if operation.common else "medium",
        )

    def _meets_demand(self, call: cst.Call, operation: Operation, name: str) -> bool:
        demand = operation.demand
        if demand is None:
            return True
        index = demand.index
        if name == "torch.nn.Upsample":
            index = 2
        elif not name and index is not None:
            index -= 1  # a method: the tensor stands before it
        elif name.startswith("torch.scatter"):
            index = index + 1 if index is not None else None
        value = argument(call, demand.parameter, index)
        if value is None or is_open(call) or is_none(value):
            return False
        return GIVEN in demand.values or constant(value_of(self.file, value)) in demand.values
