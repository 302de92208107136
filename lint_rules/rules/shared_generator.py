from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import argument
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.values import value_of
from lint_rules.rule import Change, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEFAULT_GENERATOR = frozenset({"torch.default_generator", "torch.random.default_generator"})
_RETURNS_IT = frozenset({"torch.manual_seed", "torch.random.manual_seed"})


class SharedGenerator(SourceRule):
    """torch's default generator passed as if it were one of its own.

    ## What it does

    Reports `generator=torch.manual_seed(0)` and `generator=torch.default_generator`: `torch.manual_seed`
    seeds the default generator and returns it.

    ## Why is this bad?

    Whatever else draws from the default generator (layers, dropout, another loader) moves these draws, and
    these draws move the others: a change in one place changes the results of all. And the call seeds the
    global stream again, where nobody expects it.

    ## Example

    ```python
    loader = DataLoader(data, shuffle=True, generator=torch.manual_seed(0))
    ```

    ## Use instead

    ```python
    loader = DataLoader(data, shuffle=True, generator=torch.Generator().manual_seed(0))
    ```

    ## Fix safety

    Unsafe: the numbers are the same as before only while nothing else draws, and the global stream is no
    longer seeded by this call.
    """

    code = "REP112"
    name = "shared-generator"
    markers = (b"generator",)
    follows_names = True
    calls = _RETURNS_IT | _DEFAULT_GENERATOR

    valid = (
        "import torch\ng = torch.Generator().manual_seed(0)\nx = torch.rand(3, generator=g)\n",
        "import torch\ntorch.manual_seed(0)\nx = torch.rand(3, generator=None)\n",
        "import torch\n\ndef f(g):\n    torch.manual_seed(1)\n    return torch.rand(3, generator=g)\n",
        "import torch\nstate = torch.default_generator.get_state()\n",
        "import torch\ng = torch.Generator()\ng = g.manual_seed(3)\nx = torch.rand(3, generator=g)\n",
    )
    invalid = (
        """
        import torch
        from torch.utils.data import DataLoader
        loader = DataLoader(data, shuffle=True, generator=torch.manual_seed(0))  # <- here
        """,
        "import torch\ng = torch.manual_seed(0)\nx = torch.rand(3, generator=g)  # <- here\n",
        "import torch\nx = torch.rand(3, generator=torch.default_generator)  # <- here\n",
        """
        import torch
        image = pipe(
            prompt,
            generator=torch.manual_seed(3),  # <- here
        ).images[0]
        """,
        """
        import torch

        def sample(pipe, seed):
            generator = torch.random.manual_seed(seed)
            return pipe('a dog', generator=generator)  # <- here
        """,
    )

    def visit_arg(self, node: cst.Arg) -> Iterator[Problem]:
        if node.keyword is None or node.keyword.value != "generator":
            return
        value = value_of(self.file, node.value)
        if isinstance(value, cst.Call) and self.file.resolve(value.func) in _RETURNS_IT:
            yield Problem(
                node,
                "`torch.manual_seed` returns the default generator, which every other draw moves as well",
                "medium",
                self._own_generator(value),
            )
        elif self.file.resolve(value) in _DEFAULT_GENERATOR:
            yield Problem(
                node, "this is the default generator, which every other draw moves as well", "medium"
            )

    def _own_generator(self, call: cst.Call) -> Change | None:
        seed = argument(call, "seed", 0)
        torch = dotted_name(call.func)
        if seed is None or torch is None or "." not in torch:
            return None
        text = f"{torch.partition('.')[0]}.Generator().manual_seed"
        return Change("Make a generator of its own", ((call.func, text),), safe=False)
