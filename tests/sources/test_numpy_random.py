"""The global stream of ``numpy.random``, and who else draws from it."""

from __future__ import annotations

import pytest
from source_contract import SourceContract

pytest.importorskip("numpy")


class TestNumpyRandom(SourceContract):
    source = "numpy-random"
    probes = """
        import numpy as np
        from numpy.random import permutation

        AT_IMPORT = np.random.rand(2).tolist()  # HERE

        def functions():
            r = np.random
            x = np.arange(30)
            r.shuffle(x)  # HERE
            return [
                x.tolist(),
                r.rand(2).tolist(),  # HERE
                r.randn(2).tolist(),  # HERE
                r.randint(0, 2**60),  # HERE
                r.random(),  # HERE
                r.random_sample(),  # HERE
                r.ranf(),  # HERE
                r.sample(),  # HERE
                r.normal(),  # HERE
                r.uniform(),  # HERE
                r.choice(10**9),  # HERE
                r.permutation(30).tolist(),  # HERE
                r.standard_normal(),  # HERE
                r.exponential(),  # HERE
                r.multivariate_normal([0, 0], np.eye(2)).tolist(),  # HERE
                r.bytes(8).hex(),  # HERE
            ]

        def by_name():
            return permutation(30).tolist()  # HERE

        def moved_at_import():
            return AT_IMPORT

        def the_singleton():
            return np.random.mtrand._rand.rand()  # HERE

        def one_state_for_all():
            # The other half of a pair of normal draws is kept where every way of drawing finds it.
            a = np.random.mtrand._rand.randn()  # HERE
            state = np.random.get_state()
            b = np.random.randn()  # HERE
            return a, b, state[3]

        def own_generators():
            rng, old = np.random.default_rng(3), np.random.RandomState(3)
            return rng.random(), old.rand(), isinstance(np.random.mtrand._rand, np.random.RandomState)

        def reading_the_state():
            return len(np.random.get_state()[1])

        def pickled():
            import pickle
            pickle.loads(pickle.dumps(np.random.rand))
            return pickle.loads(pickle.dumps(np.random.mtrand._rand)).rand() >= 0

        def seeded():
            np.random.seed(7)
            return np.random.rand()

        def seeded_before():
            return np.random.mtrand._rand.rand()
        """


class TestImportedInAFunction(SourceContract):
    source = "numpy-random"
    probes = """
        import importlib.util

        def only_asked_for():
            return importlib.util.find_spec("numpy.random") is not None

        def drawn():
            import numpy as np
            return np.random.rand()  # HERE
        """


SEEDING = """
    import numpy as np

    def before():
        return np.random.rand()  # HERE

    def {name}():
        {seed}
        return np.random.rand()

    def after():
        return np.random.mtrand._rand.rand()
    """


class TestSetState(SourceContract):
    source = "numpy-random"
    probes = SEEDING.format(
        name="set_state", seed="np.random.set_state(np.random.RandomState(7).get_state())"
    )


class TestLibraries(SourceContract):
    source = "numpy-random"
    probes = """
        import numpy as np
        import pandas as pd
        import scipy.stats
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.model_selection import train_test_split
        from sklearn.utils import check_random_state, shuffle

        X, Y = np.arange(40.0).reshape(20, 2), np.arange(20) % 2

        def check():
            return check_random_state(None).rand()  # HERE

        def split():
            return train_test_split(X)[0].tolist()  # HERE

        def shuffled():
            return shuffle(list(range(20)))  # HERE

        def forest():
            model = RandomForestClassifier(n_estimators=2)
            model.fit(X, Y)  # HERE
            return [tree.random_state for tree in model.estimators_]

        def rvs():
            return scipy.stats.norm.rvs(size=2).tolist()  # HERE

        def frozen():
            return float(scipy.stats.gamma(2.0).rvs())  # HERE

        def sample():
            return pd.Series(range(99)).sample(9).tolist()  # HERE

        def given():
            return (
                train_test_split(X, random_state=0)[0].tolist(),
                float(scipy.stats.norm.rvs(random_state=0)),
                pd.Series(range(99)).sample(9, random_state=0).tolist(),
            )
        """

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def installed(cls) -> None:
        for name in ("pandas", "scipy", "sklearn"):
            pytest.importorskip(name)
