"""More examples of REP102: data to measure speed with, and tests that expect a warning."""

from lint_rules.rule import Example

VALID: tuple[Example | str, ...] = (
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
