from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.project.programs import is_test_path
from lint_rules.analysis.tree.arguments import is_none, is_open
from lint_rules.analysis.tree.fallbacks import is_parameter_fallback, is_seed_fallback
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.taken_seeds import entropy_in, seeds_by_itself, seeds_given, spelled
from lint_rules.analysis.tree.values import held_values, origins, stored_as, targets_of
from lint_rules.knowledge.entropy import ALWAYS_ENTROPY, ENTROPY, RESEEDS_FROM_ENTROPY
from lint_rules.knowledge.environments import NO_TRAINING
from lint_rules.knowledge.streams import DRAWS
from lint_rules.knowledge.words import SEED_NAME
from lint_rules.rule import Change, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.model import Confidence

# What writes down the seed that something else takes.
_NOTES = re.compile(r"_*(dump|log|print|record|report|save|store|write)(_.*)?")
# A list of seeds is one for each of several runs.
_MADE = (cst.Call, cst.BinaryOperation, cst.BaseComp, cst.List, cst.Tuple)


class EntropySeed(SourceRule):
    """Seed that is itself another one in every run.

    ## What it does

    Reports a seed, or a key of JAX, taken from the clock, the process id, a UUID, the system's entropy or an
    unseeded draw, and `random.seed()` or `np.random.seed()` without a seed, which means the same. What is
    only taken where the caller gave no seed (`if seed is None: seed = int(time.time())`) is left to the
    caller. In tests, which often print such a seed so that a failure can be repeated, the confidence is low.

    ## Why is this bad?

    The program looks seeded, and yet nobody can run it again with the same numbers.

    ## Example

    ```python
    random.seed(time.time())
    rng = np.random.default_rng(os.getpid())
    ```

    ## Use instead

    ```python
    random.seed(0)
    rng = np.random.default_rng(0)
    ```

    ## Fix safety

    The fix puts 0 in the place of the seed. It is unsafe: the program may have wanted another run each time.
    """

    code = "REP106"
    name = "entropy-seed"
    markers = (
        *(b"seed", b"SEED", b"random_state", b"RandomState", b"Random(", b"default_rng"),
        *(b"PRNGKey", b"random.key", b"Rngs(", b"Seed"),
    )
    follows_names = True
    methods = frozenset({"seed"})
    calls = frozenset({*ENTROPY, *DRAWS}) | RESEEDS_FROM_ENTROPY | ALWAYS_ENTROPY

    valid = (
        "import random\nrandom.seed(0)\n",
        "import random\n\ndef f(seed):\n    random.seed(seed)\n",
        "import time\nimport random\nrandom.seed(3)\nstart = time.time()\n",
        # The caller may give one.
        """
        import random
        import time

        def setup(seed=None):
            if seed is None:
                seed = int(time.time())
            random.seed(seed)
        """,
        """
        import random

        if args.seed is None:
            args.seed = random.randint(1, 10000)
        random.seed(args.seed)
        """,
        "import os, numpy as np\n\ndef f(seed):\n    np.random.seed(seed or os.getpid())\n",
        """
        import time, torch

        def setup(config):
            if config.seed:
                torch.manual_seed(config.seed)
            else:
                torch.manual_seed(int(time.time()))
        """,
        """
        import torch

        def split(batch_seed=None):
            generator = torch.Generator()
            if batch_seed is None:
                batch_seed = generator.seed()
            else:
                generator.manual_seed(batch_seed)
            return generator, batch_seed
        """,
        """
        import numpy as np

        if args.seed == -1:
            args.__dict__["seed"] = np.random.randint(1, 9)
        """,
        # What torch derives in a worker comes from its base seed.
        """
        import random
        import torch

        def init(worker):
            random.seed(torch.initial_seed() % 2**32)
        """,
        # The draw is seeded.
        """
        import random
        import numpy as np

        random.seed(0)
        np.random.seed(random.randint(0, 9))
        """,
        # A generator that is passed in may be seeded.
        "import numpy as np\n\ndef f(rng):\n    return np.random.default_rng(rng.integers(9))\n",
        "import random\nimport time\nrandom.seed(0)\nrun = start(name=f'seed-{time.time()}')\n",
        "import time\nspeed = time.time()\nseeded = time.time()\n",
        "import jax, time\nkey = jax.random.PRNGKey(0)\nstart = time.time()\n",
        "import jax\n\ndef f(seed):\n    return jax.random.split(jax.random.key(seed))\n",
        "seeds = [3, 4]\nconfig.seed = [seed + 1 for seed in seeds]\n",
        """
        import random

        def record_video(env):
            state, info = env.reset(seed=random.randint(0, 500))
        """,
        # Written down beside the run that takes it.
        """
        import random

        def main():
            number = random.randint(1, 99)
            write_metadata("runs.csv", seed=number)
        """,
        # Drawn where an object is made, not where the class is.
        """
        import random
        from dataclasses import dataclass, field

        @dataclass
        class Noise:
            seed: int = field(default_factory=lambda: random.randint(0, 99))

        if __name__ == "__main__":
            random.seed(3)
            fit(Noise())
        """,
    )
    invalid = (
        "import random, time\nrandom.seed(time.time())  # <- here\n",
        "import random\nrandom.seed()  # <- here\n",
        "import numpy as np\nnp.random.seed(None)  # <- here\n",
        "import os\nimport numpy as np\nrng = np.random.default_rng(os.getpid())  # <- here\n",
        "import torch, uuid\ntorch.manual_seed(uuid.uuid4().int % 2**32)  # <- here\n",
        "import torch\nprint(torch.seed())  # <- here\n",
        "import torch\ng = torch.Generator()\ng.seed()  # <- here\n",
        "import numpy as np, os\nnp.random.seed(int.from_bytes(os.urandom(4), 'big'))  # <- here\n",
        """
        import random
        from datetime import datetime

        def main():
            now = datetime.now()
            random.seed(now.microsecond)  # <- here
        """,
        """
        import time
        import torch

        seed = int(time.time())
        torch.manual_seed(seed)  # <- here
        """,
        """
        import secrets
        from lightning import seed_everything

        seed_everything(secrets.randbits(32))  # <- here
        """,
        "import numpy as np\nimport random\nrandom.seed(np.random.randint(100))  # <- here\n",
        """
        import random
        from sklearn.model_selection import KFold

        cv = KFold(5, shuffle=True, random_state=random.randint(0, 99))  # <- here
        """,
        """
        import random

        class Config:
            def __init__(self):
                self.seed = random.randint(0, 2**31)  # <- here
        """,
        "import random, time\nrng = random.Random(time.time_ns())  # <- here\n",
        "import random, time\n\nclass A:\n    def f(self):\n        self.rng.seed(time.time())  # <- here\n",
        "import os\nSEED = os.getpid()  # <- here\n",
        "import random\nsettings['seed'] = random.randint(0, 9)  # <- here\n",
        """
        import random

        settings = dict(
            steps=100,
            seed=random.randint(0, 9),  # <- here
        )
        """,
        "import random\nrandomSeed = random.randint(1, 9)  # <- here\n",
        "import random\nopt.first = random.randint(1, 9)\nrandom.seed(opt.first)  # <- here\n",
        "import random\nconfig.seed = [random.randint(0, 99) for _ in range(3)]  # <- here\n",
        "import jax, time\nkey = jax.random.PRNGKey(int(time.time()))  # <- here\n",
        "from jax import random\nimport time\nnow = time.time_ns()\nkey = random.key(now)  # <- here\n",
        "from flax import nnx\nimport os\nrngs = nnx.Rngs(params=0, dropout=os.getpid())  # <- here\n",
        "import jax, numpy as np\nkey = jax.random.key(np.random.randint(99))  # <- here\n",
        """
        import random
        from dataclasses import dataclass, field

        @dataclass
        class Noise:
            seed: int = field(default_factory=lambda: random.randint(0, 99))  # <- here

        def main():
            fit(Noise())
            random.seed(3)
        """,
    )

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        name = self.file.resolve(node.func)
        if name in ALWAYS_ENTROPY:
            yield self._problem(node, name, "the system's entropy", None)
            return
        for seed in () if _only_notes(node, name) else seeds_given(node, name):
            found = entropy_in(self.file, seed)
            if found is not None and not self._left_to_caller(node, found[0]) and not self._is_shown(node):
                where = node if seeds_by_itself(node, name) else seed
                yield self._problem(where, name or spelled(node), found[1], seed)
                return
        if self._is_bare_reseed(node) and not self._left_to_caller(node, node):
            yield self._problem(node, "Generator.seed", "the system's entropy", None)
        if name in RESEEDS_FROM_ENTROPY and not is_open(node) and _takes_none(node):
            if is_seed_fallback(self.file, node):
                return
            yield self._problem(node, name, "the system's entropy", None)

    def visit_assign(self, node: cst.Assign) -> Iterator[Problem]:
        yield from self._check_assignment(node, node.value)

    def visit_ann_assign(self, node: cst.AnnAssign) -> Iterator[Problem]:
        if node.value is not None:
            yield from self._check_assignment(node, node.value)

    def visit_param(self, node: cst.Param) -> Iterator[Problem]:
        if node.default is not None and SEED_NAME.fullmatch(node.name.value):
            found = entropy_in(self.file, node.default)
            if found is not None:
                yield self._problem(node.default, node.name.value, found[1], node.default)

    def _check_assignment(
        self, node: cst.Assign | cst.AnnAssign, value: cst.BaseExpression
    ) -> Iterator[Problem]:
        """A seed that is kept; where a call in the same function takes it, that call is reported."""
        names = [name for target in targets_of(node) if (name := stored_as(target))]
        kept = [name for name in names if SEED_NAME.fullmatch(name.rpartition(".")[2])]
        if not kept or not isinstance(value, _MADE):
            return
        found = entropy_in(self.file, value)
        if found is None or self._left_to_caller(node, found[0]) or self._taken_later(node, kept):
            return
        yield self._problem(value, kept[0], found[1], value)

    def _taken_later(self, assign: cst.CSTNode, names: list[str]) -> bool:
        end = self.file.end(assign)
        return any(
            isinstance(other, cst.Call)
            and self.file.order(other) > end
            and any(dotted_name(seed) in names for seed in seeds_given(other, self.file.resolve(other.func)))
            for other in self.file.below(self.file.function(assign))
        )

    def _is_shown(self, node: cst.Call) -> bool:
        """Whether an environment starts anew only to be shown: `env.reset(seed=…)` in `def record_video`."""
        method = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
        function = self.file.function(node)
        return (
            method == "reset"
            and isinstance(function, cst.FunctionDef)
            and NO_TRAINING.fullmatch(function.name.value) is not None
        )

    def _is_bare_reseed(self, node: cst.Call) -> bool:
        """`generator.seed()` of a torch generator: it takes no seed, that is `manual_seed`."""
        function = node.func
        if not isinstance(function, cst.Attribute) or function.attr.value != "seed" or node.args:
            return False
        return "torch.Generator" in origins(self.file, function.value)

    # -- what is left to the caller -----------------------------------------------------------------------

    def _left_to_caller(self, sink: cst.CSTNode, source: cst.CSTNode) -> bool:
        places = [sink, source]
        if any(is_seed_fallback(self.file, p) or is_parameter_fallback(self.file, p) for p in places):
            return True
        return self._rebound(source)

    def _rebound(self, source: cst.CSTNode) -> bool:
        """Whether the name that holds the entropy may hold something else too."""
        assign = self.file.enclosing(source, cst.Assign)
        target = assign.targets[0].target if assign is not None else None
        return isinstance(target, cst.Name) and len(held_values(self.file, target, target.value)) > 1

    def _problem(self, where: cst.CSTNode, name: str, kind: str, seed: cst.BaseExpression | None) -> Problem:
        fix = None
        if seed is not None:
            fix = Change("Take 0 as the seed", ((seed, "0"),), safe=False)
        elif isinstance(where, cst.Call) and name in RESEEDS_FROM_ENTROPY:
            fix = Change("Take 0 as the seed", ((where, f"{dotted_name(where.func)}(0)"),), safe=False)
        sure: Confidence = "low" if is_test_path(self.file.facts.path) else "high"
        message = f"`{name}` takes its seed from {kind}, so it is another one in every run"
        return Problem(where, message, sure, fix)


def _takes_none(call: cst.Call) -> bool:
    return not call.args or is_none(call.args[0].value)


def _only_notes(call: cst.Call, name: str) -> bool:
    """Whether a function only writes down the seed that it gets: `write_metadata(seed=seed)`."""
    return not seeds_by_itself(call, name) and _NOTES.fullmatch(spelled(call)) is not None
