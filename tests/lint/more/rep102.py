"""More examples of REP102: data to measure speed with, and tests that expect a warning."""

from lint_rules.rule import Example

VALID: tuple[Example | str, ...] = (
    # Only where the caller gives no stream.
    """
    import numpy as np

    class Sampler:
        def order(self, n, seed=None):
            if not self.rng:
                first = np.random.permutation(n)
            else:
                first = self.rng.permutation(n)
            return first if seed is None else np.random.RandomState(seed).permutation(n)

        def pick(self, n):
            return self.rng.choice(n) if self.rng is not None else np.random.choice(n)
    """,
    # Another library says, by the name of its function, that it seeds.
    """
    import numpy as np
    from laboratory import make_runs_reproducible, tools

    make_runs_reproducible()
    weights = np.random.rand(3)
    """,
    "import numpy as np, tools\ntools.seed_the_run(3)\nweights = np.random.rand(3)\n",
    # Changed in place, and then it only has to raise.
    Example(
        """
        import numpy as np
        import pytest

        def test_refuses():
            weights = np.random.uniform(0, 1, size=1000)
            weights /= weights.sum() / 2
            with pytest.raises(ValueError):
                choose(weights)
        """,
        path="tests/test_choice.py",
    ),
    # REP106 has an eye on it.
    "import numpy as np\nargs.__dict__['seed'] = np.random.randint(1, 9)\n",
    # A seed of another name, which the caller may give.
    """
    import numpy as np

    def start(entropy=None):
        if entropy is None:
            entropy = np.random.randint(0, 2**31)
        return np.random.SeedSequence(entropy)
    """,
    # Seeded before an object is made of a class that inherits what draws.
    Example(
        """
        import numpy as np

        class Simulation:
            def simulate(self, n):
                return np.random.exponential(size=n)

        class Linear(Simulation):
            pass
        """,
        path="survival/simulations.py",
        files={
            "survival/__init__.py": "",
            "survival/datasets.py": """
            import numpy as np
            from survival import simulations

            def make():
                np.random.seed(1234)
                study = simulations.Linear()
                return study.simulate(25)
            """,
        },
    ),
    Example(
        """
        import time
        import numpy as np

        x = np.random.rand(1000)
        start = time.time()
        sort(x)
        print(time.time() - start)
        """,
        path="benchmark/table_perf.py",
    ),
    Example(
        """
        import numpy as np
        import pytest

        def make_model():
            return 3

        def test_warns():
            with pytest.warns(UserWarning, match="too few"):
                make_model().fit(np.random.rand(9))
            assert make_model() is not None
        """,
        path="tests/test_model.py",
    ),
)
INVALID: tuple[Example | str, ...] = (
    "import pandas as pd\nfirst = pd.np.random.permutation(pd.np.arange(9))[0]  # <- here\n",
    """
    import numpy as np

    def pick(n, seed=None, weights=None):
        if seed is not None:
            return np.random.choice(n)  # <- here
        return np.random.choice(n) if weights is None else n  # <- here
    """,
    # They only speak of seeds, or seed something else.
    """
    import cupy, tools
    import numpy as np

    tools.get_seed_of(3)
    cupy.random.seed(3)
    weights = np.random.rand(3)  # <- here
    """,
    # What a worker seeds is its own stream.
    Example(
        """
        import numpy as np

        class Sampler:
            def ask(self):
                return np.random.normal(self.current, self.sigma)  # <- here
        """,
        path="samplers/walk.py",
        files={
            "samplers/__init__.py": "",
            "samplers/workers.py": """
            import multiprocessing
            import numpy as np

            class Worker(multiprocessing.Process):
                def run(self):
                    np.random.seed(self.task())
            """,
        },
    ),
    Example(
        """
        import numpy as np
        import pytest

        def test_warns():
            with pytest.warns(UserWarning):
                model = make_model(np.random.rand(9))  # <- here
            assert model.mean() > 0
        """,
        path="tests/test_model.py",
    ),
)
