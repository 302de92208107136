from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.ordering.worked_off import is_order_of_work
from lint_rules.analysis.tree.arguments import argument, is_none, is_open
from lint_rules.analysis.tree.moments import unseeded_draw
from lint_rules.analysis.tree.values import value_of
from lint_rules.knowledge.streams import NUMPY, NUMPY_DRAWS, SCIPY_DRAWS
from lint_rules.rule import Example, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator


class UnseededNumpyRandom(SourceRule):
    """Draw from the global stream of `numpy.random` that no seeding reaches.

    ## What it does

    Reports a call such as `np.random.randn(3)`, or `scipy.stats.norm.rvs()` without `random_state`, when
    nothing that may run before it seeds numpy's global stream, in whatever file.

    Draws at import are left to REP111, draws before a seed of the same function to REP109. The confidence is
    high where a program or a test of the project comes to the draw, and medium in code that only others call.
    It is low in a test that no value can make fail, in a package of which a run seeds the stream, where a
    program that seeds imports the file, itself or through others, and no call is seen to come there, in a
    file that is left over (no program imports it, and one that seeds imports others of its folder), for an
    array whose items a loop then replaces, and where a draw only picks what is shown.

    Not reported is what only parts the points of a plot from each other, and a shuffle of work of which each
    item gets a file of its own.

    ## Why is this bad?

    numpy seeds the global stream from the system's entropy when it is imported, so each run draws other
    numbers.

    ## Example

    ```python
    import numpy as np

    noise = np.random.randn(100)
    ```

    ## Use instead

    ```python
    import numpy as np

    rng = np.random.default_rng(0)
    noise = rng.standard_normal(100)
    ```
    """

    code = "REP102"
    name = "unseeded-numpy-random"
    markers = (b"numpy", b"scipy", b"np.random")
    follows_names = True
    within_function = True
    unseeded = NUMPY
    calls = NUMPY_DRAWS | SCIPY_DRAWS
    methods = frozenset({"rvs"})

    valid = (
        # Nobody reads the indices afterwards.
        """
        import numpy as np

        def show(images):
            indices = np.arange(len(images))
            np.random.shuffle(indices)
            return images[:9]
        """,
        # The decorator sets the state that the caller has chosen.
        Example(
            """
            import numpy as np
            from base import random_state

            class Model:
                @random_state
                def fit(self, rows):
                    return self.order(len(rows))

                def order(self, n):
                    return np.random.permutation(n)
            """,
            files={"base.py": "import numpy as np\n\ndef random_state(function):\n    return function\n"},
        ),
        # It only has to be refused, in either form.
        """
        import numpy as np
        import pytest

        def test_wrong_shape():
            rates = np.random.rand(50, 3)
            with pytest.raises(ValueError):
                search(rates)
            rates = rates.T.tolist()
            assert len(rates) == 3
            with pytest.raises(ValueError):
                search(rates)
        """,
        # The number is only spelt into a name.
        """
        import numpy as np

        for name in names:
            number = np.random.randint(10000)
            name += f"_{number}"
            launch(name)
        """,
        # Only the shape of what comes of it is asked for.
        """
        import numpy as np

        rows = [{"target": np.random.randn(200), "past": {"x": np.random.randn(200)}} for _ in range(9)]
        low, high = model.predict(rows)
        print("shapes:", low[0].shape, high[0].shape)
        """,
        "import numpy as np\nnp.random.seed(0)\nx = np.random.rand(3)\n",
        "import numpy as np\nrng = np.random.default_rng(0)\nx = rng.normal(size=3)\n",
        "import numpy as np\nnp.random.set_state(saved)\nx = np.random.rand(3)\n",
        "def noise(rng, n):\n    import numpy as np\n    return np.abs(rng.normal(size=n))\n",
        # jax's numpy and its random module are something else.
        "import jax.numpy as np\nimport jax\nx = jax.random.normal(key, (3,))\n",
        # Not numpy's: a local name hides the module.
        "import numpy as np\n\ndef f(np):\n    return np.random.rand(3)\n",
        "import numpy as np\nxs = [np.random.rand() for np in sources]\n",
        """
        import numpy as np
        import torch, random

        def set_seed(seed: int = 42) -> None:
            random.seed(seed)
            np.random.seed(seed)
            torch.manual_seed(seed)

        class Noise:
            def __call__(self, x):
                return x + np.random.normal(size=x.shape)

        def main():
            set_seed()
            augment = Noise()
            augment(load())

        main()
        """,
        # Nothing comes of it.
        """
        import numpy as np
        import pytest

        smoke_test = "CI" in os.environ
        if smoke_test:
            x = np.random.rand(3)
        else:
            x = load()

        def test_refuses():
            with pytest.raises(ValueError):
                fit(np.random.rand(3))
            wrong = np.random.rand(4)
            with pytest.raises(ValueError):
                fit(wrong)
        """,
        # A name that only has to be another one.
        "import numpy as np\nmake(scope='stats' + str(np.random.randint(0, 128)))\n",
        "import numpy as np\nargs.dist_url = f'tcp://localhost:{np.random.randint(9)}'\n",
        # REP106 says so.
        "import numpy as np\nenv.seed(np.random.randint(9))\n",
        # Of two methods of that name, the one in this file.
        Example(
            """
            import numpy as np

            class Agent:
                def get_action(self):
                    return np.random.rand()

            def simulate(agent, seed):
                np.random.seed(seed)
                return agent.get_action()
            """,
            files={"other.py": "class Agent:\n    def get_action(self):\n        return 3\n"},
        ),
        "import numpy as np\nprefix = f'{np.random.randint(9)}_{np.random.randint(9)}'\n",
        "from transformers import set_seed\nimport numpy as np\nset_seed(1)\nnp.random.permutation(4)\n",
        "from scipy import stats\nx = stats.norm.rvs(size=3, random_state=0)\n",
        "import scipy.sparse as sp\nm = sp.random(9, 9, random_state=0)\nn = sp.rand(3, 3, rng=1)\n",
        "from scipy import stats\nimport numpy as np\nnp.random.seed(1)\nx = stats.norm.rvs(size=3)\n",
        """
        import numpy as np

        def simulate(seed, **kw):
            np.random.seed(seed)
            return np.random.rand()
        """,
        # A worker is seeded by the function that the loader runs in it.
        """
        import numpy as np

        class Seeded:
            def __init__(self, seed):
                np.random.seed(seed)

            def draw(self):
                return np.random.rand()
        """,
        Example(
            """
            import numpy as np

            class Crop:
                def __call__(self, image):
                    top = np.random.randint(0, 4)
                    return image[top:]
            """,
            path="src/vision/transforms.py",
            files={
                "src/vision/__init__.py": """
                from .seeding import fix_everything as fix
                from .transforms import Crop
                """,
                "src/vision/seeding.py": """
                import numpy

                def fix_everything(seed):
                    numpy.random.seed(seed)
                """,
                "scripts/train.py": """
                import vision

                def run():
                    vision.fix(3)
                    vision.Crop()(image)

                if __name__ == "__main__":
                    run()
                """,
            },
        ),
        Example(
            "import numpy as np\nfrom settings import *\nx = np.random.rand(3)\n",
            files={"settings.py": "import numpy as np\nnp.random.seed(5)\n"},
        ),
        # It parts points that are shown, which would lie upon each other.
        """
        import matplotlib.pyplot as plt
        import numpy as np

        for number, scores in enumerate(read("scores.csv")):
            x = np.random.normal(number, 0.04, size=len(scores))
            plt.scatter(x, scores, alpha=0.5)
            plt.plot(number + 0.1 * np.random.uniform(-1, 1, len(scores)), scores, "o")
        """,
        # What is computed of them is thrown away.
        """
        import numpy as np

        for _ in range(5):
            _ = np.linalg.eig(np.random.rand(2000, 2000))
            _ = np.random.rand(9, 9).dot(np.random.rand(9, 9))
        """,
        """
        import numpy as np

        def metric(rank, size):
            probes = np.random.randn(rank, size)
            probes = probes / (np.linalg.norm(probes, axis=1, keepdims=True) + 1e-12)
            raise NotImplementedError("use the other one")
        """,
    )
    invalid = (
        # The points themselves are drawn, or more is made of them than a picture.
        """
        import matplotlib.pyplot as plt
        import numpy as np

        x = np.random.normal(0, 1, 50)  # <- here
        y = np.random.normal(0, 1, 50)  # <- here
        plt.scatter(x, y)
        z = np.random.rand(50)  # <- here
        plt.scatter(z, np.sin(z))
        """,
        """
        import numpy as np

        def halved(size):
            order = np.random.rand(size)  # <- here
            order = fit(order)
            _ = fit(np.random.rand(size))  # <- here
        """,
        """
        import numpy as np

        def show(images, epochs):
            indices, own = np.arange(len(images)), np.arange(9)
            shown = np.arange(9)
            np.random.shuffle(images.indices)  # <- here
            for _ in range(epochs):
                print(images[shown])
                np.random.shuffle(shown)  # <- here
            order = images.order
            np.random.shuffle(order)  # <- here
            rows = np.arange(9)
            np.random.shuffle(rows)  # <- here
            return lambda: rows
        """,
        # What star imports bring in: the file itself does not name the library.
        Example(
            "from common import *\nx = np.random.rand(3)  # <- here\n",
            files={"common.py": "import numpy as np\n\nRATE = 0.1\n"},
        ),
        # All uses are looked at, not only those in statements that draw, too.
        """
        import numpy as np
        from model import fit

        x = np.random.rand(3)  # <- here
        y = np.random.rand(x.shape[0])  # <- here
        result = fit(x, y)
        """,
        # Who imports the file seeds, but does not come to what it does as a program.
        Example(
            """
            import numpy as np

            def build(words):
                return {word: number for number, word in enumerate(words)}

            if __name__ == "__main__":
                table = np.random.rand(10, 3)  # <- here
                np.savez_compressed("table", table=table)
            """,
            files={
                "run.py": "import numpy as np\nfrom example import build\n\nnp.random.seed(1)\nbuild('ab')\n"
            },
        ),
        """
        import numpy as np

        def both(a, b):
            state = np.random.get_state()
            np.random.shuffle(a)  # <- here
            np.random.set_state(state)
            np.random.shuffle(b)
        """,
        "import numpy as np\nx = np.random.rand(3)  # <- here\n",
        "import numpy\nx = numpy.random.randint(0, 10, size=(3, 3))  # <- here\n",
        "import numpy as np\nname = np.random.choice(names)  # <- here\n",
        "import numpy as np\ntext = str(np.random.rand())  # <- here\n",
        "from numpy import random as nr\nx = nr.normal(size=3)  # <- here\n",
        "from numpy.random import shuffle, seed\nshuffle([1, 2])  # <- here\n",
        "import numpy.random as npr\nnpr.seed()\nx = npr.choice(3)  # <- here\n",
        "import numpy as np\n\nclass A:\n    def f(self):\n        return np.random.rand()  # <- here\n",
        "import numpy as np\ndata = {k: np.random.rand(3) for k in 'ab'}  # <- here\n",
        "import random\nimport numpy as np\nrandom.seed(0)\nx = np.random.rand()  # <- here\n",
        """
        import numpy as np

        def batches(data, size):
            order = np.random.permutation(  # <- here
                len(data)
            )
            for start in range(0, len(data), size):
                yield data[order[start : start + size]]
        """,
        """
        try:
            import numpy as np
        except ImportError:
            np = None

        def jitter(x):
            return x + np.random.normal(0, 0.1, x.shape)  # <- here
        """,
        """
        import numpy as np

        def outer():
            def seed():
                np.random.seed(0)
            return np.random.rand(2)  # <- here
        """,
        "from scipy import stats\nx = stats.norm(0, 1)\ny = stats.norm.rvs(size=3)  # <- here\n",
        """
        from scipy import stats

        def sample(n):
            waits = stats.expon(scale=4)
            return waits.rvs(n)  # <- here
        """,
        "import scipy as sp\ny = sp.stats.lognorm(1, scale=2).rvs(size=3)  # <- here\n",
        "import scipy.sparse as sp\nm = sp.random(9, 9, density=0.1)  # <- here\n",
        "from scipy.stats import beta\ny = beta.rvs(2, 3, size=3, random_state=None)  # <- here\n",
        Example(
            """
            import numpy as np

            def init(shape):
                return np.random.randn(*shape)  # <- here
            """,
            files={
                "train.py": "from example import init\nw = init((2, 2))\n",
                "seeding.py": "import numpy as np\n\ndef seed_everything():\n    np.random.seed(0)\n",
            },
        ),
    )

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        name = self.file.resolve(node.func)
        if not name:
            name = self._frozen(node)
        if not (name in NUMPY_DRAWS or _draws_by_default(name, node)):
            return
        found = unseeded_draw(self.file, node, NUMPY)
        if found is not None and not is_order_of_work(self.file, node):
            message = f"`{name}` draws from numpy's global stream, and {found.reason}"
            yield Problem(node, message, found.confidence)

    def _frozen(self, node: cst.Call) -> str:
        """`stats.norm(0, 1).rvs(3)`, by the name of the distribution, which a variable may hold."""
        if not isinstance(node.func, cst.Attribute):
            return ""
        frozen = value_of(self.file, node.func.value)
        if not isinstance(frozen, cst.Call):
            return ""
        made = self.file.resolve(frozen.func)
        return f"{made}.{node.func.attr.value}" if made.startswith("scipy.stats.") else ""


def _draws_by_default(name: str, call: cst.Call) -> bool:
    """What scipy draws comes from numpy's global stream unless `random_state` says otherwise."""
    drawn = name in SCIPY_DRAWS or (name.startswith("scipy.stats.") and name.endswith(".rvs"))
    if not drawn or is_open(call):
        return False
    given = (argument(call, keyword) for keyword in ("random_state", "rng"))
    return all(state is None or is_none(state) for state in given)
