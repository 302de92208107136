from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import argument, is_none, is_open
from lint_rules.analysis.tree.fallbacks import is_left_none, is_never_given, is_parameter_fallback
from lint_rules.analysis.tree.moments import is_only_tried
from lint_rules.analysis.tree.names import spelled
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.seeds import repeats, seed_in_scope
from lint_rules.analysis.tree.values import holder_of, surely_none, targets_of
from lint_rules.knowledge.generators import GENERATORS, SEEDING_METHODS
from lint_rules.knowledge.words import is_generator
from lint_rules.model import Span
from lint_rules.rule import Change, Example, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator


class UnseededGenerator(SourceRule):
    """Generator made without a seed.

    ## What it does

    Reports `np.random.default_rng()`, `np.random.RandomState()`, `random.Random()`, numpy's bit generators
    and `SeedSequence` when their seed is absent or `None`, unless the generator is seeded before it is first
    used, or another object of the project puts its own there (`game.rng = self.rng`). The fallback for a
    parameter (`if rng is None: rng = np.random.default_rng()`) and a seed that is a parameter, None by
    default, are left to the caller, unless the function belongs to a program, has callers, and none of them
    gives one.

    ## Why is this bad?

    Such a generator takes its seed from the system's entropy: it draws other numbers in every run, even where
    the global streams are seeded.

    ## Example

    ```python
    rng = np.random.default_rng()
    ```

    ## Use instead

    ```python
    rng = np.random.default_rng(0)
    ```

    ## Fix safety

    The fix takes a seed that is in scope, or else 0. In a function that has no seed it is unsafe: every call
    would then draw the same. In a loop there is none.
    """

    code = "REP104"
    name = "unseeded-generator"
    markers = (b"random",)
    follows_names = True
    calls = frozenset(GENERATORS)

    valid = (
        # Seeded under one of its names before it is used.
        """
        import numpy as np

        def order(seed):
            generator = getattr(state, "generator", None)
            if generator is None:
                generator = state.generator = np.random.RandomState()
            generator.seed(seed)
            return generator.permutation(9)
        """,
        "import numpy as np\nrng = np.random.default_rng(0)\n",
        "import numpy as np\nrng = np.random.default_rng(seed=seed)\n",
        "import numpy as np\nrng = np.random.RandomState(42)\n",
        "import random\nrng = random.Random('a name')\n",
        """
        import numpy as np

        class Envs:
            def __init__(self):
                self.rng = np.random.default_rng()

            def seed(self, seed):
                self.rng = np.random.default_rng(seed)
        """,
        # Another object puts its own there.
        Example(
            """
            import numpy as np

            class Game:
                def __init__(self):
                    self.np_random = np.random.RandomState()
            """,
            files={
                "env.py": """
                class Env:
                    def seed(self, seed):
                        self.game.np_random = self.np_random
                """
            },
        ),
        "import numpy as np\nrng = np.random.Generator(np.random.PCG64(3))\n",
        "from numpy.random import SeedSequence\nchildren = SeedSequence(7).spawn(4)\n",
        # A torch generator starts from a constant.
        "import torch\ng = torch.Generator()\n",
        "import random\nrng = random.Random()\nrng.seed(5)\nx = rng.random()\n",
        "import random\n\ndef f(seed):\n    rng = random.Random()\n    rng.seed(seed)\n    return rng\n",
        """
        import random

        class A:
            def __init__(self):
                self.rng = random.Random()
                self.rng.seed(3)
        """,
        "import random\nrng = random.Random()\nrng.setstate(state)\n",
        "import random\nrandom.Random().seed(42)\n",
        # What the seed is cannot be seen.
        """
        import numpy as np

        def f(*args, **kwargs):
            return np.random.default_rng(*args), np.random.RandomState(**kwargs)
        """,
        "import numpy as np\n\ndef f(seed=None):\n    return np.random.default_rng(seed)\n",
        # The caller decides.
        """
        import numpy as np

        def sample(n, rng=None):
            if rng is None:
                rng = np.random.default_rng()
            return rng.normal(size=n)
        """,
        "import numpy as np\n\ndef f(rng=None):\n    rng = rng or np.random.default_rng()\n    return rng\n",
        """
        import random

        class A:
            def __init__(self, rng=None):
                self.rng = random.Random() if rng is None else rng
        """,
        """
        import numpy as np

        def shuffle(*arrays, **kwargs):
            state = kwargs.get("random_state")
            if state is None:
                state = np.random.RandomState()
            return [state.permutation(one) for one in arrays]
        """,
        # Something else of the same name.
        "from mine import Random\nr = Random()\n",
        "def default_rng():\n    return 4\n\nrng = default_rng()\n",
        # Nobody comes there without a seed.
        """
        import numpy as np

        def sample(size, seed=None):
            if seed is not None and size > 0:
                return np.random.RandomState(seed).normal(size=size)
            return np.zeros(size)

        sample(3)
        """,
    )
    invalid = (
        # Nobody gives one.
        """
        import numpy as np

        def sample(n, rng=None):
            if rng is None:
                rng = np.random.default_rng()  # <- here
            return rng.normal(size=n)

        def draw(n, rng=None):
            rng = rng or np.random.default_rng()
            return rng.normal(size=n)

        print(sample(3), sample(4, rng=None), draw(3, rng=np.random.default_rng(0)))
        """,
        """
        import numpy as np

        class Buffer:
            def __init__(self, size, random_state=None):
                if isinstance(random_state, np.random.RandomState):
                    self.random = random_state
                else:
                    self.random = np.random.RandomState(random_state)  # <- here

        def order(size, start=None, other=3):
            return np.random.default_rng(start), np.random.default_rng(other)

        orders = [order(len(buffer.size)) for buffer in (Buffer(3), Buffer(5))] + [order(3, start=0)]
        """,
        "import numpy as np\nrng = np.random.default_rng()  # <- here\n",
        "import numpy as np\nrng = np.random.default_rng(None)  # <- here\n",
        "import numpy as np\nrng = np.random.default_rng(seed=None)  # <- here\n",
        "import numpy as np\nSEED = None\n\ndef f():\n    return np.random.default_rng(SEED)  # <- here\n",
        "import numpy as np\n\ndef f():\n    s = None\n    return np.random.default_rng(s)  # <- here\n",
        "from numpy.random import default_rng as make\nrng = make()  # <- here\n",
        "from numpy import random as nr\nrng = nr.RandomState()  # <- here\n",
        "import random\nrng = random.Random()  # <- here\n",
        "from random import Random\n\nclass A:\n    rng = Random()  # <- here\n",
        "import numpy as np\nrng = np.random.Generator(np.random.PCG64())  # <- here\n",
        "from numpy.random import Generator, Philox\nrng = Generator(\n    Philox(),  # <- here\n)\n",
        "import numpy as np\nnp.random.seed(0)\nrng = np.random.default_rng()  # <- here\n",
        "import numpy as np\nx = np.random.default_rng().normal(size=3)  # <- here\n",
        # Used before it is seeded.
        "import random\nrng = random.Random()  # <- here\nx = rng.random()\nrng.seed(0)\n",
        "import random\nrng = random.Random()  # <- here\nrng.seed()\n",
        """
        import numpy as np

        class Augment:
            def __init__(self, p: float):
                self.p = p
                self.rng = np.random.default_rng()  # <- here

            def __call__(self, x):
                return x * self.rng.random()
        """,
        """
        import numpy as np

        def pipeline(n):
            def draw():
                return np.random.default_rng().integers(n)  # <- here
            return [draw() for _ in range(n)]
        """,
        "import numpy as np\nrngs = [np.random.default_rng() for _ in range(4)]  # <- here\n",
        """
        import numpy as np

        async def f():
            rng = np.random.default_rng()  # <- here
            return rng
        """,
        "import numpy as np\nsequence = np.random.SeedSequence()  # <- here\n",
        """
        import dataclasses
        import random

        @dataclasses.dataclass
        class State:
            rng: random.Random = dataclasses.field(default_factory=random.Random)  # <- here
        """,
    )

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        name = self.file.resolve(node.func)
        if name not in GENERATORS or is_open(node):
            return
        seed = argument(node, GENERATORS[name], 0)
        if seed is not None and not is_left_none(self.file, seed):
            return
        fallback = is_parameter_fallback(self.file, node) and not is_never_given(self.file, node)
        if not fallback and not self._is_seeded_later(node) and not is_only_tried(self.file, node):
            given = "`None`" if seed is not None else "no seed"
            message = f"`{name}` gets {given}, so it draws other numbers in every run"
            literal = seed is None or surely_none(self.file, seed)
            yield Problem(node, message, fix=self._seeded(node, seed) if literal else None)

    def visit_arg(self, node: cst.Arg) -> Iterator[Problem]:
        if node.keyword is not None and node.keyword.value == "default_factory":
            name = self.file.resolve(node.value)
            if name in GENERATORS:
                yield Problem(
                    node, f"`{name}` is called without a seed, so it draws other numbers in every run"
                )

    def _seeded(self, node: cst.Call, none: cst.BaseExpression | None) -> Change | None:
        """A seed that is in scope, or else 0. The same one again and again would be no stream at all."""
        name = seed_in_scope(self.file, node)
        if name is not None and none is not None and dotted_name(none) == name:
            name = None
        if repeats(self.file, node):
            return None
        safe = name is not None or isinstance(self.file.function(node), cst.Module)
        where: cst.CSTNode | Span = none if none is not None else self._within_brackets(node)
        return Change(f"Seed the generator with {name or '0'}", ((where, name or "0"),), safe)

    def _within_brackets(self, node: cst.Call) -> Span:
        """The place before the closing bracket of a call without arguments."""
        _, _, line, column = self.file.position(node)
        return Span(line, column - 1, line, column - 1)

    def _is_seeded_later(self, node: cst.Call) -> bool:
        """Whether what happens next to the generator, or to the name that holds it, is a seeding."""
        method = self.file.parent(node)
        if isinstance(method, cst.Attribute) and method.attr.value in SEEDING_METHODS:
            return True
        assign = self.file.parent(node)
        if isinstance(assign, cst.Assign):
            held = [name for target in targets_of(assign) if (name := dotted_name(target))]
            return any(self._is_seeded_as(holder, node) for holder in held)
        holder = holder_of(self.file, node)
        return holder is not None and self._is_seeded_as(holder, node)

    def _is_seeded_as(self, holder: str, node: cst.Call) -> bool:
        """Whether what comes next under a name that the generator has is a seeding."""
        scope = self.file.enclosing(node, cst.ClassDef) if "." in holder else None
        uses = spelled(self.file, scope if scope is not None else self.file.function(node), holder)
        if scope is not None:
            if self._is_put_from_outside(holder):
                return True
            return any(self._seeds(use) or self._is_made_anew(use) for use in uses)
        later = bisect_right(uses, self.file.order(node), key=self.file.order)
        return later < len(uses) and self._seeds(uses[later])

    def _is_put_from_outside(self, holder: str) -> bool:
        """Whether another object puts its own generator there: `self.game.rng = self.rng`."""
        owner, _, attribute = holder.rpartition(".")
        return "." not in owner and is_generator(attribute) and bool(self.file.ask("is-handed", attribute))

    def _is_made_anew(self, use: cst.CSTNode) -> bool:
        """Whether a method that takes a seed puts another generator there: `def seed(self, seed): …`."""
        function = self.file.function(use)
        if not isinstance(self.file.parent(use), cst.AssignTarget) or not isinstance(
            function, cst.FunctionDef
        ):
            return False
        params = function.params
        taken = (*params.params, *params.kwonly_params)
        return any("seed" in param.name.value for param in taken)

    def _seeds(self, use: cst.CSTNode) -> bool:
        method = self.file.parent(use)
        if not isinstance(method, cst.Attribute) or method.attr.value not in SEEDING_METHODS:
            return False
        call = self.file.parent(method)
        return isinstance(call, cst.Call) and bool(call.args) and not is_none(call.args[0].value)
