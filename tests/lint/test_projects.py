"""Seeding followed across files, also when only one of them is linted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from lint_rules.config import Config

if TYPE_CHECKING:
    from .conftest import Linter

DRAW = "import numpy as np\n\ndef noise(n):\n    return np.random.randn(n)\n"
SEEDED_MAIN = "import numpy as np\nimport data\n\nnp.random.seed(0)\ndata.noise(3)\n"


def lines(findings: list[object]) -> list[tuple[str, int, str]]:
    return [(f.path, f.line, f.code) for f in findings]  # type: ignore[attr-defined]


def test_one_file_of_a_project_sees_the_seeds_of_the_others(lint_files: Linter) -> None:
    assert lint_files({"data.py": DRAW, "main.py": SEEDED_MAIN}, "data.py") == []


def test_a_main_without_seed(lint_files: Linter) -> None:
    main = SEEDED_MAIN.replace("np.random.seed(0)\n", "")
    assert lines(lint_files({"data.py": DRAW, "main.py": main})) == [("data.py", 4, "REP102")]


def test_seeded_after_the_call(lint_files: Linter) -> None:
    main = "import numpy as np\nimport data\n\ndata.noise(3)\nnp.random.seed(0)\n"
    assert lines(lint_files({"data.py": DRAW, "main.py": main})) == [("data.py", 4, "REP102")]


def test_seed_through_three_files_and_an_alias(lint_files: Linter) -> None:
    files = {
        "data.py": DRAW,
        "core/__init__.py": "from core.rng import everything as seed_all\n",
        "core/rng.py": "from . import low\n\ndef everything(value):\n    low.apply(value)\n",
        "core/low.py": "from numpy.random import seed as s\n\ndef apply(value):\n    s(value)\n",
        "main.py": """
        import core
        from data import noise as make

        def main():
            core.seed_all(1)
            make(3)

        if __name__ == "__main__":
            main()
        """,
    }
    assert lint_files(files) == []


def test_an_object_made_in_a_seeded_place(lint_files: Linter) -> None:
    files = {
        "data.py": """
        import numpy as np

        class Dataset:
            def __getitem__(self, index):
                return np.random.rand()
        """,
        "main.py": """
        import numpy as np
        from data import Dataset

        def main():
            np.random.seed(0)
            loader = list(Dataset())

        main()
        """,
    }
    assert lint_files(files) == []
    files["main.py"] = files["main.py"].replace("np.random.seed(0)", "pass")
    assert lines(lint_files(files)) == [("data.py", 6, "REP102")]


def test_a_function_handed_to_a_framework(lint_files: Linter) -> None:
    files = {
        "data.py": DRAW,
        "main.py": """
        import numpy as np
        from data import noise
        from somewhere import run

        np.random.seed(0)
        run(noise, workers=2)
        """,
    }
    assert lint_files(files) == []


@pytest.mark.parametrize(
    ("module", "decorator"),
    [
        ("click", "click.command()"),
        ("hydra", "hydra.main()"),
        ("torch", "torch.no_grad()"),
        ("functools", "functools.cache"),
    ],
)
def test_a_decorator_that_hands_nothing_over(lint_files: Linter, module: str, decorator: str) -> None:
    """The seed of another program does not reach a command of its own."""
    module = decorator.partition(".")[0]
    work = f"import {module}\nimport numpy as np\n\n@{decorator}\ndef work():\n    np.random.rand()\n\n"
    run = 'if __name__ == "__main__":\n    work()\n'
    other = (
        "import numpy as np\n\ndef main():\n    np.random.seed(0)\n\nif __name__ == '__main__':\n    main()\n"
    )
    assert lines(lint_files({"work.py": work + run, "train.py": other})) == [("work.py", 6, "REP102")]


def test_entropy_is_no_seed(lint_files: Linter) -> None:
    main = SEEDED_MAIN.replace("seed(0)", "seed()")
    expected = [("data.py", 4, "REP102"), ("main.py", 4, "REP106")]
    assert lines(lint_files({"data.py": DRAW, "main.py": main})) == expected


def test_pytest_fixture_by_name(lint_files: Linter) -> None:
    files = {
        "conftest.py": """
        import numpy as np
        import pytest

        @pytest.fixture(name="steady")
        def make_steady():
            np.random.seed(0)
        """,
        "test_a.py": "import numpy as np\n\ndef test_a(steady):\n    assert np.random.rand() < 0.9\n",
        "test_b.py": "import numpy as np\n\ndef test_b(other):\n    assert np.random.rand() < 0.9\n",
    }
    assert lines(lint_files(files)) == [("test_b.py", 4, "REP102")]


def test_functions_that_call_each_other_end(lint_files: Linter) -> None:
    files = {
        "a.py": "from b import *\nimport random\n\ndef f():\n    g()\n    random.random()\n",
        "b.py": "from a import *\n\ndef g():\n    f()\n",
    }
    assert lines(lint_files(files)) == [("a.py", 6, "REP101")]


def test_what_tests_seed_reaches_tests_only(lint_files: Linter) -> None:
    test = SEEDED_MAIN.replace("np.random.seed(0)", "\ndef test_noise():\n    np.random.seed(0)").replace(
        "data.noise(3)\n", "    data.noise(3)\n    np.random.rand(3)\n"
    )
    findings = lint_files({"data.py": DRAW, "tests/test_data.py": test})
    assert lines(findings) == [("data.py", 4, "REP102")]
    assert "only tests seed it" in findings[0].message


def test_a_seed_that_nobody_calls_is_named(lint_files: Linter) -> None:
    seeding = "import numpy as np\n\ndef set_seed(value):\n    np.random.seed(value)\n"
    (finding,) = lint_files({"data.py": DRAW, "seeding.py": seeding})
    assert finding.message.endswith("and `set_seed` would seed it, but nobody calls that")


def test_confidence_says_whether_a_program_comes_there(lint_files: Linter) -> None:
    library = {"lib/__init__.py": "", "lib/data.py": DRAW}
    assert [f.confidence for f in lint_files(library)] == ["medium"]
    program = {"main.py": "from lib.data import noise\n\nnoise(3)\n"}
    assert [f.confidence for f in lint_files(library | program)] == ["high"]


def test_a_common_method_name_is_no_way_to_a_seed(lint_files: Linter) -> None:
    files = {
        "trainer.py": "import numpy as np\n\nclass Model:\n    def info(self):\n        np.random.seed(0)\n",
        "data.py": "import numpy as np\n\ndef noise(x, n):\n    x.info('x')\n    return np.random.randn(n)\n",
    }
    assert lines(lint_files(files)) == [("data.py", 5, "REP102")]


def test_super_leads_to_the_base(lint_files: Linter) -> None:
    files = {
        "base.py": "import random\n\nclass Base:\n    def __init__(self):\n        random.seed(0)\n",
        "other.py": "class Other:\n    def __init__(self):\n        pass\n",
        "model.py": """
        import random
        from base import Base
        from other import Other

        class Seeded(Base):
            def __init__(self):
                super().__init__()
                self.x = random.random()

        class Unseeded(Other):
            def __init__(self):
                super().__init__()
                self.x = random.random()
        """,
    }
    assert lines(lint_files(files)) == [("model.py", 14, "REP101")]


def test_a_trainer_of_the_project_seeds_what_a_framework_calls(lint_files: Linter) -> None:
    files = {
        "lib/__init__.py": "",
        "lib/trainer.py": """
        import torch

        class Trainer:
            def __init__(self, seed):
                torch.manual_seed(seed)
        """,
        "lib/model.py": """
        import torch

        class Net(torch.nn.Module):
            def forward(self, x):
                return x + torch.randn_like(x)

        def noise(x):
            return torch.randn_like(x)
        """,
    }
    assert lint_files(files) == []
    (finding,) = lint_files(files, config=Config(min_confidence="low"))
    assert (finding.line, finding.confidence) == (9, "low")  # who calls it may have a trainer, or none
    files["lib/trainer.py"] = files["lib/trainer.py"].replace("Trainer", "Projection")
    assert [f.line for f in lint_files(files)] == [6, 9]


def test_what_a_program_that_seeds_imports(lint_files: Linter) -> None:
    files = {
        "models/__init__.py": "from models.registry import MODELS\n",
        "models/registry.py": "MODELS = {}\n",
        "models/noise.py": f"from models.registry import MODELS\n{DRAW}",
        "main.py": """
        import numpy as np
        import models.noise

        np.random.seed(0)
        models.registry.MODELS["noise"](3)
        """,
    }
    assert lint_files(files) == []
    (finding,) = lint_files(files, config=Config(min_confidence="low"))
    assert (finding.path, finding.confidence) == ("models/noise.py", "low")
    files["main.py"] = files["main.py"].replace("import models.noise", "import models.registry")
    assert lint_files(files) == []  # left over
    assert [f.confidence for f in lint_files(files, config=Config(min_confidence="low"))] == ["low"]
    files["other.py"] = "from models.noise import noise\n\nnoise(3)\n"
    assert [f.confidence for f in lint_files(files)] == ["high"]


def test_a_main_block_in_a_folder_with_an_init_file_is_a_program(lint_files: Linter) -> None:
    files = {
        "models/__init__.py": "",
        "models/noise.py": DRAW,
        "run/__init__.py": "",
        "run/main.py": """
        import numpy as np
        import models.noise

        if __name__ == "__main__":
            np.random.seed(0)
            models.registry["noise"](3)
        """,
    }
    assert lint_files(files) == []  # it may be what the registry gives
    files["run/main.py"] = files["run/main.py"].replace("np.random.seed(0)", "pass")
    assert lines(lint_files(files)) == [("models/noise.py", 4, "REP102")]


def test_a_run_of_the_package_that_seeds(lint_files: Linter) -> None:
    files = {
        "lib/__init__.py": "",
        "lib/runner.py": """
        import numpy as np

        class Runner:
            def run(self):
                np.random.seed(0)
        """,
        "lib/noise.py": DRAW,
        "script.py": "from lib.noise import noise\n\nnoise(3)\n",
    }
    assert lint_files(files) == []
    assert [f.confidence for f in lint_files(files, config=Config(min_confidence="low"))] == ["low"]


def test_a_state_that_is_put_back_in_a_helper_is_no_seed(lint_files: Linter) -> None:
    files = {
        "state.py": "import random\n\ndef restore(state):\n    random.setstate(state)\n",
        "main.py": "import random\nfrom state import restore\n\nrestore(saved)\nx = random.random()\n",
    }
    assert lines(lint_files(files)) == [("main.py", 5, "REP101")]


def test_a_fixture_behind_a_fixture_seeds(lint_files: Linter) -> None:
    files = {
        "conftest.py": """
        import numpy as np
        import pytest

        @pytest.fixture
        def steady():
            np.random.seed(0)

        @pytest.fixture
        def model(steady):
            return object()
        """,
        "test_a.py": "import numpy as np\n\ndef test_a(model):\n    assert np.random.rand() < 0.9\n",
    }
    assert lint_files(files) == []


def test_an_import_of_a_class_that_seeds_when_made_is_no_seed(lint_files: Linter) -> None:
    files = {
        "lib/__init__.py": "",
        "lib/trainer.py": "from transformers import Trainer\n\nclass Mine(Trainer):\n    pass\n",
        "main.py": "import random\nfrom lib.trainer import Mine\n\nx = random.random()\nMine()\n",
    }
    assert lines(lint_files(files)) == [("main.py", 4, "REP101")]


def test_what_starts_another_program_seeds_nothing_here(lint_files: Linter) -> None:
    """Each folder holds a training of its own; a framework calls the methods of the models."""
    model = "import numpy as np\nfrom torch import nn\n\nclass Net(nn.Module):\n    def act(self):\n"
    model += "        return np.random.rand()\n"
    plain = "from net import Net\n\ndef main():\n    Net().run()\n\nmain()\n"
    seeded = "import numpy as np\n" + plain.replace("    Net", "    np.random.seed(0)\n    Net")
    files = {"one/net.py": model, "one/main.py": plain, "two/net.py": model, "two/main.py": seeded}
    assert lines(lint_files(files)) == [("one/net.py", 6, "REP102")]


@pytest.mark.parametrize(("call", "found"), [("", True), ("run_here()", False)])
def test_what_would_start_a_run_but_is_never_called_seeds_nothing(
    lint_files: Linter, call: str, found: bool
) -> None:
    files = {
        "net.py": "import torch\nfrom torch import nn\n\nclass Net(nn.Module):\n    def forward(self, x):\n"
        "        return x + torch.randn(3)\n",
        "launch.py": "import torch\n\ndef run_here():\n    torch.manual_seed(0)\n\ndef log(x):\n    pass\n",
        "main.py": f"import launch\nfrom net import Net\n\nlaunch.{call or 'log(3)'}\nfit(Net())\n",
    }
    assert lines(lint_files(files)) == [("net.py", 6, "REP103")] * found


@pytest.mark.parametrize(
    ("name", "found"),
    [("sample", True), ("test_net", True), ("pretrain", False), ("train_and_eval", False)],
)
def test_what_only_tries_a_model_seeds_no_training(lint_files: Linter, name: str, found: bool) -> None:
    net = "import torch\nfrom torch import nn\n\nclass Net(nn.Module):\n    def forward(self, x):\n"
    net += "        return x + torch.randn(3)\n\n    def sample_prior(self):\n        return torch.randn(3)\n"
    tries = "import torch\nfrom net import Net\n\ntorch.manual_seed(0)\nnet = Net()\n"
    tries += "print(net(3), net.sample_prior())\n"
    files = {"net.py": net, f"{name}.py": tries}
    assert lint_files(files) == []
    files["train.py"] = "from net import Net\n\nfit(Net())\n"
    assert lines(lint_files(files)) == [("net.py", 6, "REP103")] * found


def test_a_long_chain_of_star_imports(lint_files: Linter) -> None:
    """Longer than the interpreter can go back."""
    files = {f"m{n}.py": f"from m{n + 1} import *\n" for n in range(1200)}
    files["m1200.py"] = "import random\n\ndef set_all():\n    random.seed(0)\n"
    files["main.py"] = "import random\nfrom m0 import *\n\nset_all()\nx = random.random()\n"
    assert lint_files(files, "main.py") == []


def test_a_module_that_imports_from_itself_ends(lint_files: Linter) -> None:
    files = {
        "m.py": "from m.x import x\nimport random\n\nx()\nrandom.random()\n",
        "p/__init__.py": "from p.q import q\nfrom p import r\n",
        "p/q.py": "import random\nfrom p import q, r\n\nq.q()\nr.r.r()\nrandom.random()\n",
    }
    assert {finding.code for finding in lint_files(files)} >= {"REP101"}


@pytest.mark.parametrize(
    "line",
    ["print 'seeded'", "x = x.cuda(async=True)", "exec code", "try:\n    run()\nexcept Error, e:\n    pass"],
)
def test_a_file_that_does_not_parse_may_seed(lint_files: Linter, line: str) -> None:
    main = f"import numpy as np\nimport data\n\nnp.random.seed(0)\n{line}\ndata.noise(3)\n"
    assert [(f.path, f.code) for f in lint_files({"data.py": DRAW, "main.py": main})] == [
        ("main.py", "REP000")
    ]
    assert [f.path for f in lint_files({"main.py": main.replace("np.random.seed(0)", "pass")})] == [
        "data.py",
        "main.py",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "print 'seeded'",
        "print 'epoch %d, %d' % (\n    1,\n    2)",
        "print >> log, x, \\\n    y",
        "x = x.cuda(async=True)",
        "exec code",
        "if a <> b: print a",
        "raise ValueError, 'no'",
        "try:\n    run()\nexcept (Error, Other), e:\n    pass",
        "print 'a; b', ; print 'c'; run()",
        "n = 3; print n; print; print n, 4",
        "print n; " * 1500 + "run()",
    ],
)
def test_what_stands_beside_the_statements_of_python_2_is_linted(lint_files: Linter, line: str) -> None:
    text = f"import numpy as np\n\n{line}\nx = np.random.rand(3)\nprint(x)\n"
    last = text.count("\n") - 1
    found = lint_files({"main.py": text})
    assert [(f.line, f.column, f.code, f.fix) for f in found if f.code != "REP000"] == [
        (last, 5, "REP102", None)
    ]
    assert [f.code for f in lint_files({"main.py": f"{text}x = = 3\n"})] == ["REP000"]


@pytest.mark.parametrize("code", ["REP301", "REP304"])
@pytest.mark.parametrize(("line", "confidence"), [("print 'a'", "low"), ("print('a')", "high")])
def test_python_2_salts_no_text(lint_files: Linter, line: str, confidence: str, code: str) -> None:
    text = f"{line}\nwords = list(set(text.split()))\nuse(words[0], words[3])\nrun(seed=hash('a'))\n"
    found = lint_files({"main.py": text}, config=Config(select=(code,), min_confidence="low"))
    assert [finding.confidence for finding in found if finding.code == code] == [confidence]


def test_what_a_statement_of_python_2_calls_is_seen(lint_files: Linter) -> None:
    text = "import random\n\nprint random.random(), 'x' # of \"x\"\nexec x in space\nprint 'a' 'b',\n"
    found = [(f.line, f.column, f.code) for f in lint_files({"main.py": text})]
    assert found == [(3, 1, "REP000"), (3, 7, "REP101")]


def test_what_follows_a_statement_of_python_2_in_its_line_is_seen(lint_files: Linter) -> None:
    text = "import random\n\nprint 'a; #'; print; {} # c\nx = random.random()\nprint   x, random.random()\n"
    places = [(4, "REP101"), (5, "REP101")]
    found = [(f.line, f.code) for f in lint_files({"main.py": text.format("run()")}) if f.code != "REP000"]
    assert found == places
    assert [f.code for f in lint_files({"main.py": text.format("random.seed(1)")})] == ["REP000"]
    assert lint_files({"main.py": text.format("run()")})[-1].column == 12
    beside = "import random\n\nprint 'a'; x = random.random()\nprint 'a', ; y = random.random()\n"
    assert [f.column for f in lint_files({"main.py": beside})] == [1, 16, 18]


def test_cells_of_python_2_get_no_fixes(lint_files: Linter) -> None:
    """Its edits would be of the text as Python 3 has it, in other columns."""
    source = "try:\n    run()\nexcept Exception, e: x = list(os.listdir('.')); write(x)\n"
    raw = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": s} for s in ("import os\n", source)]
    found = lint_files(
        {"a.ipynb": json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": raw})}
    )
    assert [(f.cell, f.line, f.code, f.fix) for f in found] == [
        (2, 3, "REP000", None),
        (2, 3, "REP302", None),
    ]


def test_cells_of_python_2_are_linted(lint_files: Linter) -> None:
    cells = [
        ["import random\n", "print 'hello'\n", "x = random.random()\n", "y = x\n"],
        ["x +* 3\n"],
        ["print y\n"],
    ]
    raw = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells]
    notebook = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": raw})
    found = lint_files({"a.ipynb": notebook})
    assert [(f.cell, f.line, f.code) for f in found] == [
        (1, 2, "REP000"),
        (1, 3, "REP101"),
        (2, 1, "REP000"),
        (3, 1, "REP000"),
    ]


def test_of_a_file_without_sense_nothing_is_salvaged(lint_files: Linter) -> None:
    files = {"data.py": DRAW, "main.py": "import data\n" + "a b c (\n" * 50, "null.py": "\0"}
    assert [f.path for f in lint_files(files)] == ["data.py", "main.py", "null.py"]


def test_a_test_that_seeds_is_not_said_to_be_called_by_nobody(lint_files: Linter) -> None:
    text = "import numpy as np\n\ndef test_a():\n    np.random.seed(0)\n\n"
    text += "def test_b():\n    assert np.random.rand() < 0.9\n"
    (finding,) = lint_files({"test_a.py": text})
    assert finding.line == 7 and finding.message.endswith("and no seed reaches it")


SEEDED_CASE = """
import unittest
import numpy as np

class Case(unittest.TestCase):
    def setUp(self):
        np.random.seed(0)
"""


@pytest.mark.parametrize(
    "set_up", ["", "    def setUp(self):\n        super().setUp()\n        self.n = 3\n"]
)
def test_the_set_up_of_a_base_class_in_another_file(lint_files: Linter, set_up: str) -> None:
    test = f"from cases import Case\nimport numpy as np\n\nclass TestNoise(Case):\n{set_up}"
    test += "    def test_it(self):\n        assert np.random.rand() < 0.9\n"
    assert lint_files({"tests/test_noise.py": test, "tests/cases.py": SEEDED_CASE}) == []
    unseeded = SEEDED_CASE.replace("np.random.seed(0)", "pass")
    assert len(lint_files({"tests/test_noise.py": test, "tests/cases.py": unseeded})) == 1


def test_a_set_up_that_replaces_the_one_that_seeds(lint_files: Linter) -> None:
    test = "from cases import Case\nimport numpy as np\n\nclass TestNoise(Case):\n"
    test += "    def setUp(self):\n        self.n = 3\n\n"
    test += "    def test_it(self):\n        assert np.random.rand() < 0.9\n"
    assert len(lint_files({"tests/test_noise.py": test, "tests/cases.py": SEEDED_CASE})) == 1


def test_a_library_whose_test_case_seeds(lint_files: Linter) -> None:
    case = "from torch.testing._internal.common_utils import TestCase\n\nclass Case(TestCase):\n    pass\n"
    test = "import torch\nfrom cases import Case\n\nclass TestNoise(Case):\n"
    test += "    def test_it(self):\n        assert torch.rand(3).sum() < 2\n"
    assert lint_files({"tests/test_noise.py": test, "tests/cases.py": case}) == []
    case = case.replace("torch.testing._internal.common_utils", "unittest")
    assert len(lint_files({"tests/test_noise.py": test, "tests/cases.py": case})) == 1


def test_a_fixture_of_a_base_class_in_another_file(lint_files: Linter) -> None:
    base = """
    import pytest
    import numpy as np

    class Seeded:
        @pytest.fixture(autouse=True)
        def seed(self):
            np.random.seed(0)
    """
    test = "from bases import Seeded\nimport numpy as np\n\nclass TestNoise(Seeded):\n"
    test += "    def test_it(self):\n        assert np.random.rand() < 0.9\n"
    assert lint_files({"tests/test_noise.py": test, "tests/bases.py": base}) == []
    assert (
        len(lint_files({"tests/test_noise.py": test, "tests/bases.py": base.replace("True", "False")})) == 1
    )


@pytest.mark.parametrize(
    ("mark", "seeded"),
    [('@pytest.mark.usefixtures("fixed")', True), ('@pytest.mark.usefixtures("other")', False)],
)
@pytest.mark.parametrize("at", ["class", "method"])
def test_fixtures_that_a_mark_asks_for(lint_files: Linter, mark: str, seeded: bool, at: str) -> None:
    conftest = "import numpy as np, pytest\n\n@pytest.fixture\ndef fixed():\n    np.random.seed(0)\n"
    conftest += "\n@pytest.fixture\ndef other():\n    pass\n"
    marks = (mark if at == "class" else "", f"    {mark}\n" if at == "method" else "")
    test = f"import numpy as np, pytest\n\n{marks[0]}\nclass TestNoise:\n{marks[1]}    def test_it(self):\n"
    test += "        assert np.random.rand() < 0.9\n"
    found = lint_files({"tests/test_noise.py": test, "tests/conftest.py": conftest})
    assert len(found) == (0 if seeded else 1)


@pytest.mark.parametrize(("seed", "count"), [("3", 0), ("", 0), ("None", 1), ("seed=None", 1)])
@pytest.mark.parametrize("helper", ["project", "library"])
def test_a_helper_that_is_given_none(lint_files: Linter, helper: str, seed: str, count: int) -> None:
    main = f"import numpy as np\nfrom seeding import set_seed\n\nset_seed({seed})\nx = np.random.rand()\n"
    own = "import numpy as np\n\ndef set_seed(seed=0):\n    np.random.seed(seed)\n"
    files = (
        {"main.py": main, "seeding.py": own}
        if helper == "project"
        else {"main.py": main.replace("from seeding", "from transformers")}
    )
    assert len(lint_files(files)) == count


TABLE = """
from makers import make_noise

_MAKERS = {"noise": make_noise}

def make(name):
    return _MAKERS[name]()
"""
MAKERS = "import random\n\ndef make_noise():\n    return random.random()\n"


@pytest.mark.parametrize(("seed", "count"), [("random.seed(1)", 0), ("pass", 1)])
def test_a_function_in_a_table(lint_files: Linter, seed: str, count: int) -> None:
    main = "import random\nfrom table import make\n\ndef main():\n"
    main += f"    {seed}\n    return make('noise')\n\nmain()\n"
    assert len(lint_files({"main.py": main, "table.py": TABLE, "makers.py": MAKERS})) == count


@pytest.mark.parametrize(("seed", "count"), [("torch.manual_seed(0)", 0), ("pass", 1)])
def test_what_several_stars_bring_in(lint_files: Linter, seed: str, count: int) -> None:
    files = {
        "common.py": "import torch\nimport numpy as np\n",
        "layers.py": "def shape(x):\n    return x.shape\n",
        "model.py": f"""
        from common import *
        from layers import *

        class Net:
            def __init__(self):
                {seed}
                self.w = torch.randn(3)
        """,
        "tools.py": "import torch\n\ndef noise(x):\n    return torch.randn_like(x)\n",
        "seeds.py": "import torch\n\ndef fix():\n    torch.manual_seed(0)\n",
    }
    assert len(
        lint_files({**files, "main.py": "from model import *\nfrom layers import *\n\nnet = Net()\n"})
    ) == (
        count + 1  # `tools.noise`, which nobody calls
    )
    main = "from seeds import *\nfrom tools import *\n\nfix()\nnoise(x)\n"
    assert len(lint_files({**files, "main.py": main}, "tools.py")) == 0


def test_a_program_that_is_named_like_a_test(lint_files: Linter) -> None:
    program = """
    import numpy as np

    order = np.random.permutation(784)

    def test(model):
        return model(order)

    print(test(sum))
    """
    (found,) = lint_files({"mnist/mnist_test.py": program})
    assert found.code == "REP102"


@pytest.mark.parametrize(("use", "count"), [("model.fit(x)", 1), ("pass", 0)])
def test_an_estimator_that_only_has_to_fail(lint_files: Linter, use: str, count: int) -> None:
    test = f"""
    import pytest
    from lightfm import LightFM

    def test_it(x):
        model = LightFM()
        with pytest.raises(ValueError):
            model.fit(x)
        {use}
    """
    assert len(lint_files({"tests/test_it.py": test})) == count


@pytest.mark.parametrize(
    ("helper", "count"),
    [
        ("def random_seed(seed=None):\n    np.random.seed(seed)\n", 1),
        ("def random_seed(seed=None):\n    if seed is not None:\n        np.random.seed(seed)\n", 1),
        ("def random_seed(seed=None):\n    seed = seed or 3\n    np.random.seed(seed)\n", 0),
        ("def random_seed(seed=4):\n    np.random.seed(seed)\n", 0),
        ("def random_seed(rank=None):\n    np.random.seed(0)\n", 0),
    ],
)
def test_a_helper_that_gets_no_seed(lint_files: Linter, helper: str, count: int) -> None:
    main = "import numpy as np\nfrom helper import *\nfrom other import *\n\nrandom_seed()\n"
    main += "x = np.random.rand()\n"
    files = {"main.py": main, "helper.py": f"import numpy as np\n\n{helper}", "other.py": "y = 3\n"}
    assert len(lint_files(files)) == count


@pytest.mark.parametrize(
    "caller",
    [
        # A state that is put back in the function that then draws.
        "def f(state):\n    np.random.set_state(state)\n    return data.noise(3)\n",
        # A class whose body seeds, as far as an object is made of it.
        "def f():\n    class Seeded:\n        np.random.seed(0)\n    Seeded()\n    return data.noise(3)\n",
        # A class that inherits a constructor that seeds.
        "import transformers\nclass T(transformers.Trainer):\n    pass\n"
        "def f():\n    trainer = T()\n    return data.noise(3)\n",
        # A method that calls the one of its name on another object.
        "class Env:\n    def set_seed(self, n):\n        np.random.seed(n)\n"
        "class Both:\n    def set_seed(self, env):\n        env.set_seed(1)\n        return data.noise(3)\n",
    ],
)
def test_ways_to_seed_that_no_call_graph_shows(lint_files: Linter, caller: str) -> None:
    files = {"data.py": DRAW, "main.py": f"import numpy as np\nimport data\n\n{caller}"}
    assert [f for f in lint_files(files) if f.path == "data.py"] == []


@pytest.mark.parametrize(
    ("name", "count"), [("benchmark_speed.py", 0), ("Benchmarking k-means.py", 0), ("fit.py", 2)]
)
def test_data_to_measure_speed_with(lint_files: Linter, name: str, count: int) -> None:
    text = """
    import time
    import numpy as np
    from sklearn.cluster import KMeans

    x = np.random.rand(1000, 2)
    start = time.time()
    KMeans(3).fit(x)
    print(time.time() - start)
    """
    assert len(lint_files({name: text})) == count


def test_an_agent_that_seeds_for_its_environment(lint_files: Linter) -> None:
    files = {
        "agents/base.py": """
        import random

        class BaseAgent:
            def __init__(self, config):
                random.seed(config.seed)
        """,
        "envs/rooms.py": """
        import random
        import gym

        class Rooms(gym.Env):
            def step(self, action):
                return random.random()
        """,
        "main.py": """
        from agents.base import BaseAgent
        from envs.rooms import Rooms

        config.environment = Rooms()
        trainer(config, BaseAgent)
        """,
    }
    assert lint_files(files) == []
    files["agents/base.py"] = files["agents/base.py"].replace("random.seed(config.seed)", "pass")
    assert len(lint_files(files)) == 1


def test_what_a_program_seeds_reaches_no_test(lint_files: Linter) -> None:
    test = """
    import torch
    from torch import nn

    class TestNet:
        def test_it(self):
            class Net(nn.Module):
                def __init__(self):
                    self.w = torch.Tensor(3).normal_()

            assert Net().w.sum() < 3
    """
    main = "import torch\nfrom net import Net\n\ntorch.manual_seed(0)\nNet()\n"
    files = {"tests/test_net.py": test, "main.py": main, "net.py": "class Net:\n    pass\n"}
    assert [f.path for f in lint_files(files)] == ["tests/test_net.py"]


def test_seeds_that_hold_for_a_block(lint_files: Linter) -> None:
    text = "import numpy as np\nfrom oil.utils import FixedNumpySeed\n\nwith FixedNumpySeed(3):\n"
    assert lint_files({"a.py": text + "    x = np.random.rand(3)\n"}) == []


def test_who_makes_an_object_of_one_class_does_not_make_one_of_its_sibling(lint_files: Linter) -> None:
    model = """
        import numpy as np
        from nn import Module

        class Model(Module):
            def __init__(self):
                super().__init__()
                self.weights = np.random.normal(size=3)
        """
    train = "import numpy as np\nfrom model import Model\n\nModel()\n"
    files = {
        "nn.py": "class Module:\n    def __init__(self):\n        self.links = []\n",
        "seeded/model.py": model,
        "seeded/train.py": train.replace("\nModel", "\nnp.random.seed(0)\nModel"),
        "unseeded/model.py": model,
        "unseeded/train.py": train,
    }
    assert [f.path for f in lint_files(files)] == ["unseeded/model.py"]


@pytest.mark.parametrize(("package", "count"), [("ch5", 0), ("other", 1)])
def test_a_folder_that_no_import_can_name(lint_files: Linter, package: str, count: int) -> None:
    run = f"import numpy as np\nfrom {package}.utils.data import noise\n\nnp.random.seed(0)\nnoise(3)\n"
    files = {
        "Chapter 05/utils/data.py": DRAW,
        "Chapter 05/run/train.py": run,
        "Chapter 06/utils/data.py": "def noise(n):\n    return n\n",
    }
    assert len(lint_files(files)) == count


@pytest.mark.parametrize(
    ("experiment", "decorator", "count"),
    [
        ("from sacred import Experiment\nex = Experiment()", "ex.automain", 0),
        ("import sacred\n\nex = sacred.Experiment('a')", "ex.main", 0),
        ("from sacred import Experiment\nex = Experiment()", "ex.named_config", 1),
        ("from other import Experiment\nex = Experiment()", "ex.main", 1),
        ("from shared import ex", "ex.automain", 0),
    ],
)
def test_sacred_seeds_before_the_main_of_an_experiment(
    lint_files: Linter, experiment: str, decorator: str, count: int
) -> None:
    train = (
        f"{experiment}\nfrom data import noise\n\n@{decorator}\ndef start(size):\n    return noise(size)\n"
    )
    shared = "from sacred import Experiment\n\nex = Experiment('a')\n"
    assert len(lint_files({"data.py": DRAW, "train.py": train, "shared.py": shared})) == count


def test_a_class_that_nobody_is_seen_to_make_may_be_made_like_its_sibling(lint_files: Linter) -> None:
    files = {
        "nn.py": "class Module:\n    def __init__(self):\n        self.links = []\n",
        "old.py": """
            import numpy as np
            from nn import Module

            class Old(Module):
                def __init__(self):
                    super(Old, self).__init__()
                    self.weights = np.random.normal(size=3)

                def show(self):
                    super(Old, self).show()
            """,
        "run.py": "import old\n\nprint(old.__name__)\n",
        "train.py": """
            import numpy as np
            from nn import Module

            class New(Module):
                def step(self):
                    return 3

            np.random.seed(0)
            New().step()
            """,
    }
    assert lint_files(files) == []


@pytest.mark.parametrize(("maker", "count"), [("train", 2), ("classify", 0), ("data", 0)])
def test_an_object_that_one_program_makes_is_called_in_that_program(
    lint_files: Linter, maker: str, count: int
) -> None:
    files = {
        "data.py": """
            import numpy as np

            class Pool:
                def __call__(self, items):
                    if np.random.rand() > 0.5:
                        return items[np.random.randint(3)]
                    return items[0]
            """,
        "train.py": "import data\n\nrows = data.rows()\n",
        "classify.py": "import numpy as np\nimport data\n\nnp.random.seed(0)\nrows = data.rows()\n",
    }
    if maker == "data":
        files["other.py"] = "import data\n\ndef pool():\n    return data.Pool()\n"
        files["data.py"] = files["data.py"].replace("numpy as np", "numpy as np\n            import other")
    else:
        files[f"{maker}.py"] += "pool = data.Pool()\n"
    assert len(lint_files(files)) == count


@pytest.mark.parametrize(("run", "count"), [("python -m", 1), ("import", 0)])
def test_a_program_in_a_package_whose_trainer_seeds(lint_files: Linter, run: str, count: int) -> None:
    files = {
        "tools/__init__.py": "",
        "tools/train.py": """
            import torch

            class Trainer:
                def __init__(self, seed):
                    torch.manual_seed(seed)
            """,
        "tools/create.py": """
            import torch

            class Creator:
                def create_word(self, name):
                    return self.start(name)

                def start(self, name):
                    return torch.randn(3)

            if __name__ == "__main__":
                creator = Creator()
                creator.create_word("a")
            """,
    }
    if run == "import":
        files["tools/other.py"] = "from tools.create import Creator\n"
    assert len(lint_files(files)) == count


@pytest.mark.parametrize("first", ["a_draws.py", "z_draws.py"])
def test_modules_of_one_name_that_import_in_a_circle(lint_files: Linter, first: str) -> None:
    """Whichever file asks first, `y.prepare` is found in `q/x.py`, through `p/x.py` that goes round."""
    draw = "import numpy as np\nfrom {} import prepare\n\nprepare(3)\nprint(np.random.rand())\n"
    files = {
        "p/x.py": "from y import prepare\n",
        "q/x.py": "import numpy as np\n\ndef prepare(seed):\n    np.random.seed(seed)\n",
        "y.py": "from x import prepare\n",
        "a_draws.py": draw.format("y" if first == "a_draws.py" else "p.x"),
        "z_draws.py": draw.format("p.x" if first == "a_draws.py" else "y"),
    }
    assert lint_files(files) == []


@pytest.mark.parametrize(
    ("main", "found"),
    [
        ("if mode == 'train':\n        np.random.seed(0)\n    else:\n        draw()", True),
        ("if mode == 'train':\n        return train()\n    draw()", True),
        ("if mode == 'train':\n        train()\n    elif mode:\n        draw()", True),
        ("if mode:\n        if not mode:\n            train()\n            sys.exit()\n        draw()", True),
        (
            "match mode:\n        case 'train':\n            train()\n        case _:\n            draw()",
            True,
        ),
        ("if mode == 'train':\n        train()\n    else:\n        print(mode)\n    draw()", False),
        ("if mode:\n        train()\n        draw()\n        return", False),
        ("if not mode:\n        sys.exit()\n    train()\n    draw()", False),
        ("if mode:\n        return train()\n    train()\n    draw()", False),
    ],
)
def test_a_seed_in_another_branch(lint_files: Linter, main: str, found: bool) -> None:
    files = {
        "data.py": "import numpy as np\n\ndef draw():\n    return np.random.randn(3)\n",
        "main.py": "import sys\nimport numpy as np\nfrom data import draw\n\n"
        "def train():\n    np.random.seed(0)\n\n"
        f"def main(mode):\n    {main}\n\nif __name__ == '__main__':\n    main(sys.argv[1])\n",
    }
    assert lines(lint_files(files)) == ([("data.py", 4, "REP102")] if found else [])


@pytest.mark.parametrize(("below", "shown"), [("set_all_seeds(3)", []), ("train(3)", ["REP201"])])
def test_a_switch_above_a_helper_that_seeds(lint_files: Linter, below: str, shown: list[str]) -> None:
    """Most helpers that seed everything switch it off again."""
    main = "import torch\nfrom utils import set_all_seeds, train\n\ntorch.backends.cudnn.benchmark = True\n"
    assert [f.code for f in lint_files({"main.py": main + below})] == shown  # type: ignore[attr-defined]


SUBCLASS = """
from stable_baselines3.common.on_policy_algorithm import OnPolicyAlgorithm

class OwnPPO(OnPolicyAlgorithm):
    def __init__(self, env, seed=None):
        super().__init__(env, seed=seed)
        self.set_random_seed(self.seed)
"""
ENVIRONMENT = """
import numpy as np
import gymnasium

class Env(gymnasium.Env):
    def step(self, action):
        return np.random.rand()
"""


@pytest.mark.parametrize(
    ("given", "found"), [("Env()", True), ("Env(), seed=None", True), ("Env(), seed=3", False)]
)
def test_an_algorithm_seeds_only_if_it_is_given_a_seed(lint_files: Linter, given: str, found: bool) -> None:
    program = f"from ppo import OwnPPO\nfrom env import Env\n\nOwnPPO({given}).learn(9)\n"
    files = {"ppo.py": SUBCLASS, "env.py": ENVIRONMENT, "run.py": program}
    assert lines(lint_files(files)) == ([("env.py", 7, "REP102")] if found else [])


@pytest.mark.parametrize(("other", "found"), [("", False), ("import ours.gone.parts\n", True)])
def test_a_project_that_is_a_package_by_itself_imports_its_files_by_its_own_name(
    lint_files: Linter, other: str, found: bool
) -> None:
    """The name is that of a folder which is not seen; below a library's name not all is in the project."""
    draw = "import numpy as np\n\ndef draw():\n    return np.random.rand(3)\n"
    program = f"{other}import numpy as np\nfrom ours.tools.data import draw\n\nnp.random.seed(0)\ndraw()\n"
    files = {"__init__.py": "", "tools/__init__.py": "", "tools/data.py": draw, "run.py": program}
    assert lines(lint_files(files)) == ([("tools/data.py", 4, "REP102")] if found else [])
