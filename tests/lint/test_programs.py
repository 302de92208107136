"""What is a program of the project, and how far its seeds reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lint_rules import lint
from lint_rules.analysis.project.answers import Answers
from lint_rules.analysis.project.callgraph import Project
from lint_rules.analysis.project.console_scripts import console_scripts
from lint_rules.analysis.project.questions import END_OF_SCOPE, Question
from lint_rules.analysis.reading import sources
from lint_rules.config import Config
from lint_rules.knowledge.streams import NUMPY, PYTHON, TORCH

from .conftest import write_files

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Linter

SEEDS_IN_ITS_MAIN = """
import numpy as np

def train():
    return 3

if __name__ == "__main__":
    np.random.seed(0)
    train()
"""
DRAWS_FOR_A_FRAMEWORK = """
import numpy as np
from framework import Callback

class Generate(Callback):
    def on_epoch_end(self, epoch):
        return np.random.choice(3)
"""


def test_an_import_does_not_run_what_is_under_the_main_guard(lint_files: Linter) -> None:
    draw = "import numpy as np\nimport train\n\nprint(np.random.rand(3), train.train())\n"
    found = lint_files({"train.py": SEEDS_IN_ITS_MAIN, "draw.py": draw})
    assert [(f.path, f.line) for f in found] == [("draw.py", 4)]


def test_a_helper_that_the_guard_calls_seeds_no_importer(lint_files: Linter) -> None:
    train = SEEDS_IN_ITS_MAIN.replace("def train():", "def train():\n    np.random.seed(1)")
    train = train.replace("    np.random.seed(0)\n", "")
    draw = "import numpy as np\nimport train\n\nprint(np.random.rand(3))\n"
    assert [f.path for f in lint_files({"train.py": train, "draw.py": draw})] == ["draw.py"]


def test_a_program_is_not_seeded_by_another_program(lint_files: Linter) -> None:
    files = {
        "demo.py": DRAWS_FOR_A_FRAMEWORK + "\nfit(callbacks=[Generate()])\n",
        "train.py": SEEDS_IN_ITS_MAIN,
    }
    assert [f.path for f in lint_files(files)] == ["demo.py"]


@pytest.mark.parametrize("brings", ["from demo import Generate\n", ""])
def test_what_a_seeded_program_may_bring_in_is_seeded(lint_files: Linter, brings: str) -> None:
    """By an import, or by a name that stands in a configuration."""
    load = "" if brings else "import importlib\nimportlib.import_module(load()['module'])\n"
    files = {"demo.py": DRAWS_FOR_A_FRAMEWORK, "train.py": SEEDS_IN_ITS_MAIN + brings + load}
    assert lint_files(files) == []


def test_a_library_is_seeded_by_the_programs_that_import_it(lint_files: Linter) -> None:
    files = {
        "pack/__init__.py": "from .used import Generate\n",
        "pack/used.py": DRAWS_FOR_A_FRAMEWORK,
        "pack/unused.py": DRAWS_FOR_A_FRAMEWORK,
        "train.py": SEEDS_IN_ITS_MAIN + "import pack\n",
    }
    assert lint_files(files) == []
    (left_over,) = lint_files(files, config=Config(min_confidence="low"))
    assert (left_over.path, left_over.confidence) == ("pack/unused.py", "low")
    files["train.py"] += "import importlib\nimportlib.import_module(name)\n"
    assert lint_files(files) == []


def test_an_object_that_a_class_holds_is_used_through_one_of_the_class(lint_files: Linter) -> None:
    text = """
    import random
    import fire

    class Train:
        def run(self):
            return random.random()

    class CLI:
        train = Train()

        def __init__(self):
            random.seed(0)

    if __name__ == "__main__":
        fire.Fire(CLI)
    """
    assert lint_files({"cli.py": text}) == []
    (finding,) = lint_files({"cli.py": text.replace("random.seed(0)", "pass")})
    assert finding.code == "REP101"


def test_what_a_framework_calls_in_a_test_may_be_seeded_by_the_framework(lint_files: Linter) -> None:
    seeding = "import numpy as np\n\nclass Runner:\n    def run(self):\n        np.random.seed(0)\n"
    custom = DRAWS_FOR_A_FRAMEWORK.replace("framework import Callback", "pack.runner import Callback")
    files = {
        "pack/__init__.py": "",
        "pack/runner.py": seeding + "\nclass Callback(Base):\n    pass\n",
        "train.py": SEEDS_IN_ITS_MAIN,
        "tests/test_runner.py": custom + "\ndef test_run():\n    Generate().run()\n",
    }
    assert lint_files(files) == []


def test_environments_are_registered_by_name(lint_files: Linter) -> None:
    environment = DRAWS_FOR_A_FRAMEWORK.replace("framework import Callback", "gym import Env as Callback")
    files = {
        "envs/__init__.py": "import gym\ngym.register(id='A', entry_point='envs.a:A')\n",
        "envs/a.py": environment,
        "train.py": SEEDS_IN_ITS_MAIN + "import envs\n",
    }
    assert lint_files(files) == []


def test_imports_in_a_circle_end(lint_files: Linter) -> None:
    files = {
        "pack/__init__.py": "",
        "pack/a.py": "from . import b\n" + DRAWS_FOR_A_FRAMEWORK,
        "pack/b.py": "from . import a\n" + DRAWS_FOR_A_FRAMEWORK,
    }
    assert [f.path for f in lint_files(files)] == ["pack/a.py", "pack/b.py"]
    assert lint_files({"train.py": SEEDS_IN_ITS_MAIN + "from pack import b\n"}) == []


def test_a_script_named_like_a_test_is_a_script(lint_files: Linter) -> None:
    script = "import numpy as np\nx = np.random.rand(3)\nprint(x)\n"
    assert [f.code for f in lint_files({"softmax_test.py": script})] == ["REP102"]
    test = script + "\ndef test_softmax():\n    assert x.sum()\n"
    assert [f.code for f in lint_files({"softmax_test.py": test})] == ["REP111"]


def test_a_script_beside_an_init_file_is_a_script(lint_files: Linter) -> None:
    script = "import numpy as np\nimport pylab as plt\nx = np.random.rand(3)\nplt.plot(x)\n"
    files = {"pack/__init__.py": "", "pack/scan.py": script}
    assert [f.code for f in lint_files(files)] == ["REP102"]
    files["pack/scan.py"] = script.replace(
        "plt.plot(x)\n", "with session() as s:\n    for _ in x:\n        print(s)\n"
    )
    assert [f.code for f in lint_files(files)] == ["REP102"]
    files["pack/scan.py"] = script.replace("plt.plot(x)\n", "")
    assert [f.code for f in lint_files(files)] == ["REP111"]


# -- commands ------------------------------------------------------------------------------------------------

COMMAND = "import numpy as np\nfrom .core import fit\n\ndef start():\n    np.random.seed(0)\n    fit()\n"
FITTED = """
import numpy as np
from framework import Model

class Net(Model):
    def step(self):
        return np.random.rand()

def fit():
    return Net()
"""
DECLARED = {
    "pyproject.toml": '[project.scripts]\nfit = "pack.cli:start"\n',
    "setup.cfg": "[options.entry_points]\nconsole_scripts =\n    fit = pack.cli:start\n",
    "setup.py": "setup(entry_points={'console_scripts': ['fit=pack.cli:start']})\n",
    "sub/pyproject.toml": "[tool.poetry.scripts]\nfit = 'pack.cli:start'\n",
}


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_a_command_is_read_where_it_is_declared(tmp_path: Path, name: str) -> None:
    write_files(tmp_path, {name: DECLARED[name]})
    assert console_scripts(tmp_path) == {"pack.cli.start"}


def test_a_command_is_an_entry_point(tmp_path: Path) -> None:
    files = {"src/pack/__init__.py": "", "src/pack/cli.py": COMMAND, "src/pack/core.py": FITTED}
    draw = "import numpy as np\n\ndef start():\n    return np.random.rand()\n"
    write_files(tmp_path, {**files, "src/pack/cli.py": draw})
    assert [f.confidence for f in lint([tmp_path], root=tmp_path)] == ["medium"] * 2
    write_files(tmp_path, {"pyproject.toml": DECLARED["pyproject.toml"]})
    assert [f.confidence for f in lint([tmp_path / "src/pack/cli.py"], root=tmp_path)] == ["high"]
    write_files(tmp_path, files)
    assert lint([tmp_path / "src"], root=tmp_path) == []


def test_what_declares_commands_may_be_anything(tmp_path: Path) -> None:
    (tmp_path / "setup.cfg").write_bytes(b"\xff\xfe\x00 = a.b:c\n")
    (tmp_path / "pyproject.toml").mkdir()
    assert console_scripts(tmp_path) <= {"a.b.c"}
    assert console_scripts(tmp_path / "gone") == frozenset()


def test_a_package_that_is_only_called_test(lint_files: Linter) -> None:
    """What it holds is run by programs: their seeds reach it."""
    files = {
        "envs/__init__.py": "",
        "envs/test/__init__.py": "",
        "envs/test/walk.py": """
        import gym
        import numpy as np

        class TestWalk(gym.Env):
            def start(self):
                return np.random.randint(9)
        """,
        "main.py": "import envs.test.walk\nimport numpy as np\n\nnp.random.seed(0)\nrun()\n",
    }
    assert lint_files(files) == []
    files["envs/test/test_walk.py"] = "import envs.test.walk\n\ndef test_it():\n    assert envs\n"
    assert [f.path for f in lint_files(files)] == ["envs/test/walk.py"]


PLACES = """
import random
import numpy as np
from helpers import set_seed, load

random.random()
set_seed(0)
random.random()

def draws():
    random.random()
    return load(random.random(), key=lambda x: random.random())

class Thing:
    def make(self, seed):
        random.random()
        np.random.seed(seed)
        np.random.rand()
        state = random.getstate()
        random.random()
        random.setstate(state)

    def fit(self):
        return draws(), np.random.rand()

draws()
"""
HELPERS = "import random\n\ndef set_seed(seed):\n    random.seed(seed)\n\ndef load(x, key):\n    return x\n"


def test_only_where_something_in_a_scope_seeds_does_it_matter_where_in_it_a_place_lies(
    tmp_path: Path,
) -> None:
    files = [
        sources.scan_text(text, path, None) for path, text in (("a.py", PLACES), ("helpers.py", HELPERS))
    ]
    answers = Answers(Project(lambda: files), tmp_path)
    differing = set()
    for facts in files:
        for number, scope in [(-1, facts.module), *enumerate(facts.scopes)]:
            places = [(0, 0), *((call.line, call.column) for call in scope.calls), (END_OF_SCOPE, 0)]
            for stream in (PYTHON, NUMPY, TORCH):
                said = {
                    (kind, str(answers(Question(kind, facts.path, (number, *place, stream)))))
                    for kind in ("is-seeded", "unseeded", "seeded-after")
                    for place in places
                }
                if len(said) > 3:
                    differing.add((scope.qualname, stream))
                    assert answers(Question("holds-seed", facts.path, (number, stream)))
    assert differing >= {("", PYTHON), ("Thing.make", NUMPY)}


def test_a_data_set_that_is_called_test_is_no_test(lint_files: Linter) -> None:
    data = """
        import os

        class TestDataset(Dataset):
            def __init__(self, folder):
                self.names = []
                for name in os.listdir(folder):
                    self.names.append(name)

            def test_names(self):
                return self.names
        """
    found = lint_files({"datasets/test_dataset.py": data})
    assert [(f.line, f.confidence) for f in found] == [(7, "high")]
    case = data.replace("(Dataset)", "(unittest.TestCase)")
    assert lint_files({"datasets/test_dataset.py": case}) == []  # of low confidence


@pytest.mark.parametrize(
    ("drawn", "sure"),
    [
        (
            "index = random.randrange(99)\nimage = images[index]\nprint(image.shape)\nplt.imshow(image)\n",
            "low",
        ),
        ("image = images[random.randrange(99)]\nplt.imshow(image)\nfit(image)\n", "high"),
        # A number is itself what is shown.
        ("n = random.randrange(99)\nprint(n)\n", "high"),
        (
            "def plot_some(images):\n    for i in random.sample(images, 3):\n        draw(i)\nplot_some(x)\n",
            "low",
        ),
        ("def plot_some(images):\n    draw(random.gauss(0, 1))\nplot_some(x)\n", "high"),
    ],
)
def test_what_only_picks_something_to_be_shown(lint_files: Linter, drawn: str, sure: str) -> None:
    main = f"import random\nimport matplotlib.pyplot as plt\n\n{drawn}"
    found = lint_files({"main.py": main}, config=Config(min_confidence="low"))
    assert [(f.code, f.confidence) for f in found] == [("REP101", sure)]


def test_who_imports_a_file_does_not_come_to_what_it_calls_as_a_program(lint_files: Linter) -> None:
    augment = "import random\n\ndef augment(image):\n    return image * random.random()\n"
    main = "\nif __name__ == '__main__':\n    fit(load(), augment)\n"
    search = "import random\nrandom.seed(0)\nfrom train import Net\n\nNet().predict(load())\n"
    files = {"train.py": augment + "\nclass Net:\n    pass\n" + main, "search.py": search}
    found = lint_files(files)
    assert [(f.path, f.line, f.confidence) for f in found] == [("train.py", 4, "high")]
    assert found[0].message.endswith("and `train.py` comes to it without a seed")
    assert lint_files(files | {"search.py": search.replace("Net", "augment")}) == []


@pytest.mark.parametrize(("owner", "lines"), [("BatchLoader", [4]), ("Fitting", [])])
def test_what_a_loader_seeds_for_its_batches_is_no_seed_of_a_run(
    lint_files: Linter, owner: str, lines: list[int]
) -> None:
    """What draws elsewhere in the package may do so before; beside a seed of a run it has low confidence."""
    seeds = f"""
        import random
        import numpy as np

        class {owner}:
            def iterate(self, epoch):
                random.seed(epoch)
                np.random.seed(epoch)
                return read(epoch)
        """
    files = {
        "pack/__init__.py": "",
        "pack/loading.py": seeds,
        "pack/mixing.py": "import random\n\ndef mix(rows):\n    return random.sample(rows, 2)\n",
        "train.py": f"from pack import loading, mixing\n\nfit(mixing.mix(load()), loading.{owner}())\n",
    }
    assert [f.line for f in lint_files(files)] == lines


def test_what_never_runs_is_not_reported(lint_files: Linter) -> None:
    tool = """
    import random
    import sys

    def pick(rows):
        if not rows:
            return None
        return random.choice(rows)
        return random.random()

    def old(rows):
        raise NotImplementedError("use pick")
        def order():
            random.shuffle(rows)
        return order()

    if __name__ == "__main__":
        pick(range(3))
        sys.exit()
        old(random.sample(range(3), 2))
    """
    (found,) = lint_files({"tool.py": tool})
    assert found.message.startswith("`random.choice`")
