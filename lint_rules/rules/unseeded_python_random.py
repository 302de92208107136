from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.analysis.ordering.worked_off import is_order_of_work
from lint_rules.analysis.tree.moments import unseeded_draw
from lint_rules.knowledge.streams import PYTHON, PYTHON_DRAWS
from lint_rules.rule import Example, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    import libcst as cst


class UnseededPythonRandom(SourceRule):
    """Draw from the global stream of `random` that no seeding reaches.

    ## What it does

    Reports a call such as `random.shuffle(x)` when nothing that may run before it seeds `random`: neither
    its own function, nor the functions and modules that lead to it, in whatever file they are.

    Draws at import are left to REP111, draws before a seed of the same function to REP109. The confidence is
    high where a program or a test of the project comes to the draw, and medium in code that only others call.
    It is low in a test that no value can make fail, in a package of which a run seeds the stream, where a
    program that seeds imports the file, itself or through others, and no call is seen to come there, in a
    file that is left over (no program imports it, and one that seeds imports others of its folder), and where
    a draw only picks what is shown.

    Not reported is what only parts the points of a plot from each other, and a shuffle of work of which each
    item gets a file of its own.

    ## Why is this bad?

    Python seeds the global stream from the system's entropy at the start of every process, so each run draws
    other numbers.

    ## Example

    ```python
    import random

    random.shuffle(samples)
    ```

    ## Use instead

    ```python
    import random

    rng = random.Random(0)
    rng.shuffle(samples)
    ```
    """

    code = "REP101"
    name = "unseeded-python-random"
    markers = (b"random",)
    follows_names = True
    within_function = True
    unseeded = PYTHON
    calls = PYTHON_DRAWS

    valid = (
        # Another worker begins with another one; each item has a file of its own.
        """
        import random
        from pathlib import Path

        def convert_all(paths, folder):
            paths = list(paths)
            random.shuffle(paths)
            for path in tqdm(paths):
                out_path = Path(folder) / path.name

                def content():
                    return path.read_text()

                if not out_path.exists():
                    convert(content, out_path)
        """,
        "import random\nsettings = {'optimizer': random.choice(['adam'])}\n",
        # No result depends on how long it waits.
        "import random, time\ntime.sleep(random.random())\ndelay = 2 * random.random()\n",
        """
        import random

        def generate_user_password():
            letters = ""
            for _ in range(8):
                letters += chr(random.randint(97, 122))
            return letters

        password = random.randint(1000, 9999)
        """,
        """
        import random
        import string

        def random_text(n, digits=True):
            alphabet = ""
            alphabet += string.ascii_lowercase
            if digits:
                alphabet += string.digits
            return "".join(random.choices(alphabet, k=n))
        """,
        "import random\nport = random.randint(10000, 20000)\n",
        "import random\n\ndef start(job):\n    job.batch_id = random.getrandbits(64)\n",
        # REP109 and REP111 say more of these.
        "import random\nx = random.random()\nrandom.seed(0)\ny = random.random()\n",
        "import random\n\ndef f(x=random.random()):\n    return x\n",
        "import random\nrandom.seed(0)\nrandom.shuffle([1, 2])\n",
        "import random\nrng = random.Random(7)\nrng.shuffle([1, 2])\n",
        "import random as rnd\n\ndef main(seed):\n    rnd.seed(seed)\n    return rnd.random()\n\nmain(3)\n",
        # A generator handed in belongs to the caller, even under the name of the module.
        "def split(items, random):\n    random.shuffle(items)\n",
        "def split(items, rng):\n    rng.shuffle(items)\n",
        "import random\n\ndef seed_all():\n    random.seed(1)\n\nseed_all()\nprint(random.choice('ab'))\n",
        # Called from a seeded place, though defined before it.
        """
        import random

        def augment(image):
            return random.random() * image

        def main():
            random.seed(0)
            augment(1)

        if __name__ == "__main__":
            main()
        """,
        # Conditions are not weighed: a seed that may be given counts.
        """
        import random

        def run(args):
            if args.seed is not None:
                random.seed(args.seed)
            for _ in range(3):
                print(random.randint(0, 9))
        """,
        """
        import random
        from lightning.pytorch import seed_everything

        seed_everything(42, workers=True)
        weights = [random.gauss(0, 1) for _ in range(3)]
        """,
        "import random\nstate = load()\nrandom.setstate(state)\nrandom.random()\n",
        """
        import random
        import pytest

        @pytest.fixture(autouse=True)
        def seeded():
            random.seed(0)

        def test_draw():
            assert random.random() < 1
        """,
        """
        import random
        import unittest

        class TestDraw(unittest.TestCase):
            def setUp(self):
                random.seed(0)

            def test_draw(self):
                self.assertLess(random.random(), 1)
        """,
        # Seeded in another file, through a helper and an alias.
        Example(
            "import random\n\ndef pick(items):\n    return random.choice(items)\n",
            files={
                "train.py": """
                from helpers import fix as prepare
                import example

                def main():
                    prepare()
                    example.pick([1, 2])

                main()
                """,
                "helpers.py": "from random import seed\n\ndef fix(value=0):\n    seed(value)\n",
            },
        ),
        Example(
            "import random\n\ndef test_pick():\n    assert random.choice([1, 2])\n",
            path="tests/test_pick.py",
            files={
                "tests/conftest.py": """
                import pytest, random

                @pytest.fixture(autouse=True)
                def _seed():
                    random.seed(0)
                """
            },
        ),
        Example(
            "import random\nORDER = random.sample(range(9), 3)\n",
            path="pkg/data.py",
            files={
                "pkg/__init__.py": "",
                "train.py": "import random\nrandom.seed(0)\nfrom pkg import data\n",
            },
        ),
    )
    invalid = (
        # Which items are the first decides where they go.
        """
        import random

        def split(names, train, test):
            random.shuffle(names)  # <- here
            for number, name in enumerate(names):
                out_path = (train if number < 9 else test) / name
                convert(name, out_path)
            random.shuffle(names)  # <- here
            done = 0
            for name in names:
                out_path = (train if done < 9 else test) / name
                convert(name, out_path)
                done += 1
        """,
        # Not so where they come into one.
        """
        import random

        def convert_all(paths, folder):
            random.shuffle(paths)  # <- here
            rows = []
            for path in paths:
                out_path = folder / path.name
                rows.append(convert(path, out_path))
            return rows
        """,
        # Of two imports of a name that both run, the second counts.
        """
        import random
        from random import random, randrange

        def act(epsilon, n):
            if random() < epsilon:  # <- here
                return randrange(n)  # <- here
            return 0
        """,
        "import random\nbatch_id = random.randrange(len(batches))  # <- here\n",
        "import random\nrandom.shuffle([1, 2])  # <- here\n",
        "import random as rnd\nx = rnd.randint(0, 3)  # <- here\n",
        "from random import choice as pick\nx = [pick('ab') for _ in range(3)]  # <- here\n",
        "import random\nrandom.seed()\nrandom.random()  # <- here\n",
        "import random\nrandom.seed(None)\nrandom.random()  # <- here\n",
        # A seeding helper that nobody calls seeds nothing.
        """
        import random

        def set_seed(seed):
            random.seed(seed)

        def train():
            return random.random()  # <- here

        train()
        """,
        """
        import random

        class Sampler:
            def __iter__(self):
                order = list(range(10))
                random.shuffle(order)  # <- here
                return iter(order)
        """,
        """
        import random

        async def worker(queue):
            async for item in queue:
                if random.random() < 0.5:  # <- here
                    yield item
        """,
        """
        import random

        def outer():
            def inner():
                return random.uniform(
                    0,
                    1,
                )  # the finding starts three lines above
            return inner
        """.replace("uniform(\n", "uniform(  # <- here\n"),
        "import random\nimport numpy as np\nnp.random.seed(0)\nrandom.random()  # <- here\n",
        "import random\npick = random.choice\nx = pick([1, 2])  # <- here\n",
        "import random\nkey = lambda item: random.random()  # <- here\n",
        "def f(n):\n    import random\n    return [random.random() for _ in range(n)]  # <- here\n",
        # The seed stands in another program of the project.
        Example(
            "import random\n\ndef pick(items):\n    return random.choice(items)  # <- here\n\npick([1, 2])\n",
            files={"other.py": "import random\nrandom.seed(0)\nprint(random.random())\n"},
        ),
    )

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        name = self.file.resolve(node.func)
        found = unseeded_draw(self.file, node, PYTHON) if name in PYTHON_DRAWS else None
        if found is not None and not is_order_of_work(self.file, node):
            message = f"`{name}` draws from the global stream of `random`, and {found.reason}"
            yield Problem(node, message, found.confidence)
