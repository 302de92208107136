"""More examples of REP106: a test may take another seed in every run, and print it."""

from lint_rules.rule import Example

_CODE = "import random, time\n\ndef pytest_configure(config):\n    random.seed(time.time()){mark}\n"

VALID: tuple[Example | str, ...] = (Example(_CODE.format(mark=""), path="tests/conftest.py"),)
INVALID: tuple[Example | str, ...] = (_CODE.format(mark="  # <- here"),)
