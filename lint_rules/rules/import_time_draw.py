from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.analysis.tree.arguments import argument, is_none
from lint_rules.analysis.tree.asserting import depends_on_no_value
from lint_rules.analysis.tree.moments import import_moment, is_a_seed, is_handed_to_failing_test
from lint_rules.knowledge.streams import DRAWS
from lint_rules.rule import Example, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    import libcst as cst

    from lint_rules.model import Confidence


class ImportTimeDraw(SourceRule):
    """Draw from a global stream while a module is being imported.

    ## What it does

    Reports a draw from the global stream of `random`, numpy or torch in the default of a parameter, in the
    body of a class, or at the top of a module that others import, when no seed reaches it. Of low
    confidence in tests that would pass with any value.

    ## Why is this bad?

    Imports come first: a program that seeds at its start seeds too late. And a default is drawn once, for all
    calls.

    ## Example

    ```python
    def jitter(x, scale=random.random()):
        return x * scale
    ```

    ## Use instead

    ```python
    def jitter(x, rng):
        return x * rng.random()
    ```
    """

    code = "REP111"
    name = "import-time-draw"
    markers = (b"random", b"torch")
    within_function = True
    calls = frozenset(DRAWS)

    valid = (
        "import random\n\ndef f(x, key=lambda v: random.random()):\n    return sorted(x, key=key)\n",
        "import numpy as np\nnp.random.seed(0)\n\ndef f(x=np.random.rand()):\n    return x\n",
        # A program: REP101 says whether it is seeded.
        "import random\nx = random.random()\n",
        "import random\n\ndef f():\n    def g(x=random.random()):\n        return x\n    return g\n",
        Example(
            """
            import random

            if __name__ == "__main__":
                print(random.random())
            """,
            files={"main.py": "import example\n"},
        ),
        Example(
            "import random\noffset = random.random()\n",
            files={"main.py": "import random\nrandom.seed(0)\nimport example\n"},
        ),
        # REP106 says more of it.
        Example(
            "import random\nSETTINGS = dict(seed=random.randint(0, 9))\n",
            files={"main.py": "import example\n"},
        ),
        # It only has to raise.
        Example(
            """
            import numpy as np
            import pytest

            @pytest.mark.parametrize("x", [np.random.uniform(15, 100, (3, 2))])
            def test_refuses(x):
                '''Out of bounds.'''
                with pytest.raises(ValueError):
                    bukin(x)
            """,
            path="tests/test_bounds.py",
        ),
        # It only has to run.
        Example(
            "import torch\nfrom net import Net\n\nx = torch.rand(3)\nprint(Net()(x))\n",
            path="tests/test_net.py",
        ),
        "import torch\n\ng = torch.Generator()\n\ndef f(x=torch.rand(3, generator=g)):\n    return x\n",
    )
    invalid = (
        "import random\n\ndef f(x=random.random()):  # <- here\n    return x\n",
        "import numpy as np\n\nclass A:\n    noise = np.random.rand(3)  # <- here\n",
        Example(
            "import random\noffset = random.random()  # <- here\n",
            files={"main.py": "import random\nimport example\nrandom.seed(0)\n"},
        ),
        Example(
            "import torch\n\nWEIGHTS = torch.randn(3)  # <- here\n\ndef f(x):\n    return x @ WEIGHTS\n",
            path="package/layers.py",
            files={"package/__init__.py": ""},
        ),
        # pytest imports the file before any fixture seeds.
        Example(
            """
            import numpy as np
            import pytest

            X = np.random.rand(10)  # <- here

            @pytest.fixture(autouse=True)
            def seed():
                np.random.seed(0)

            def test_mean():
                assert X.mean() > 0.1
            """,
            path="tests/test_model.py",
        ),
        """
        import torch
        from dataclasses import dataclass

        class Net(torch.nn.Module):
            def forward(self, x, noise=torch.randn(3)):  # <- here
                return x + noise
        """,
    )

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        name = self.file.resolve(node.func)
        stream = DRAWS.get(name)
        moment = import_moment(self.file, node) if stream is not None else None
        if stream is None or moment is None or is_a_seed(self.file, node):
            return
        if is_handed_to_failing_test(self.file, node):
            return
        generator = argument(node, "generator")
        if generator is not None and not is_none(generator):
            return
        found = self.file.unseeded(node, stream)
        if found is not None:
            sure: Confidence = "low" if depends_on_no_value(self.file, node) else "high"
            yield Problem(node, f"`{name}` draws {moment}, before a program can seed it", sure)
