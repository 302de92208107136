from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.project.programs import is_test_path
from lint_rules.analysis.scanning.options import is_unread
from lint_rules.analysis.tree.arguments import argument, constant
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.knowledge.words import SEED_PARAMETERS
from lint_rules.rule import Example, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.scanning.facts import Scope

# Words of names that say nothing of what a function does.
_COMMON_WORDS = frozenset(
    {
        "",
        "a",
        "add",
        "build",
        "compute",
        "create",
        "data",
        "do",
        "get",
        "load",
        "make",
        "model",
        "run",
        "set",
        "train",
    }
)
_MANY = 4  # parameters, which two functions hardly share by chance
# Methods that other code calls by a protocol: their parameters are not theirs to choose.
_PROTOCOL = frozenset({"fit", "fit_transform", "get_n_splits", "reset", "sample", "seed", "split", "step"})

_NAMING = re.compile(
    r"_*(create|gen|generate|get|make|setup)_(.*_)?(dir|directory|file_?name|folder|name|path)"
)


class UnusedSeedParameter(SourceRule):
    """Parameter or option for a seed that is never read.

    ## What it does

    Reports a function with a parameter such as `seed` or `random_state` that its body never reads. Stubs,
    overrides, test doubles, and functions that are handed on by name, whose parameters others decide, are
    not reported. A constructor is, where that of its base stands in the same file, takes a seed, too, and
    does not get it. So is an option such as `--seed` that a program adds to its `argparse` parser and never
    reads, where what is parsed does not leave the file.

    ## Why is this bad?

    The caller believes that the call is seeded, and it is not.

    ## Example

    ```python
    def split(rows, seed=0):
        return train_test_split(rows)
    ```

    ## Use instead

    ```python
    def split(rows, seed=0):
        return train_test_split(rows, random_state=seed)
    ```
    """

    code = "REP110"
    name = "unused-seed-parameter"
    markers = (b"seed", b"random_state")
    within_function = True
    parameters = SEED_PARAMETERS
    methods = frozenset({"add_argument"})

    valid = (
        "import random\n\ndef f(seed):\n    random.seed(seed)\n    return random.random()\n",
        # It would only be part of a name.
        "def create_log_dir(name, seed=0):\n    path = root / name\n    path.mkdir()\n    return path\n",
        "def f(seed):\n    def g():\n        return seed\n    return g\n",
        "def f(x, seed=None):\n    return g(**locals())\n",
        "def f(seed=None):\n    ...\n",
        "def f(seed=None):\n    'Make it.'\n    raise NotImplementedError('later')\n",
        "def f(x, seed=None):\n    return None\n",
        "def f(x, seed):\n    del seed\n    return x\n",
        # Others decide what it takes.
        "class A(Base):\n    def make(self, seed):\n        return 4\n",
        """
        class Base:
            def __init__(self, rows, seed=None):
                self.rows = shuffled(rows, seed)

        class First(Base):
            def __init__(self, rows, seed=None):
                super().__init__(rows, seed)

        class Second(Base):
            def __init__(self, rows, seed=None, **options):
                super().__init__(rows, **options, seed=seed)

        class Third(Other):
            def __init__(self, rows, seed=None):
                super().__init__(rows)
        """,
        "class A:\n    def reset(self, seed=None):\n        return self.state\n",
        "def sample(x, seed):\n    return x\n\nSAMPLERS = {'none': sample}\n",
        "import abc\n\nclass A:\n    @abc.abstractmethod\n    def f(self, seed):\n        return 4\n",
        Example(
            """
            def test_engine(monkeypatch):
                class Fake:
                    def run(self, seed):
                        self.history = [0.1]
                        return self.history

                assert train(Fake())
            """,
            path="tests/test_engine.py",
        ),
        "@register\ndef f(seed):\n    return 4\n",
        Example(
            "def objective(trial, seed):\n    return trial.number\n",
            files={"main.py": "from example import objective\nrun(objective)\n"},
        ),
        # Either may be called in the place of the other.
        """
        def fill_noise(image, box, seed):
            return draw(image, box, seed)

        def fill_constant(image, box, seed):
            return paint(image, box)
        """,
        # One of them is called by name: `getattr(self, step)(rows, seed)`.
        """
        class Steps:
            def chosen(self, rows, seed):
                return rows[self.names]

            def sampled(self, rows, seed):
                return rows.sample(9, random_state=seed)

            def spread(self, rows, seed):
                return rows[widest(rows)]
        """,
        """
        def noise(x, seed):
            return draw(x, seed)

        def blur(x, seed):
            return smooth(x)

        def keep(x, seed):
            return x.copy()
        """,
        "def _f(_seed):\n    return 4\n",
        # An option that is read, of which another file may know, or that has another name.
        """
        import argparse

        parser = argparse.ArgumentParser()
        parser.add_argument("--seed", type=int)
        args = parser.parse_args()
        fit(args.lr, args.seed)
        """,
        """
        import argparse
        from training import fit

        def main():
            parser = argparse.ArgumentParser()
            parser.add_argument("--seed", type=int)
            args = parser.parse_args()
            fit(args)
        """,
        """
        import argparse

        parser = argparse.ArgumentParser()
        parser.add_argument("--seed", type=int)
        for name, value in vars(parser.parse_args()).items():
            print(name, value)
        """,
        """
        import argparse

        parser = argparse.ArgumentParser()
        parser.add_argument("--seed", type=int)
        args = parser.parse_args()
        fit(**args.__dict__)
        """,
        """
        import argparse

        parser = argparse.ArgumentParser()
        parser.add_argument("--seed", dest="start", type=int)
        args = parser.parse_args()
        fit(args.start)
        """,
        """
        import argparse

        def make():
            parser = argparse.ArgumentParser()
            parser.add_argument("--seed", type=int)
            return parser
        """,
    )
    invalid = (
        # The base would take it, and draws without one.
        """
        class Base:
            def __init__(self, rows, seed=None):
                self.rows = shuffled(rows, seed)

        class Buckets(Base):
            def __init__(self, rows, size=2, seed=None, **options):  # <- here
                self.size = size
                super().__init__(rows, **options)
        """,
        """
        import argparse
        import torch

        def train(args, *rest):
            fit(args.lr, *rest)

        def handed_on(*args):
            return fit(*args)

        def main():
            parser = argparse.ArgumentParser()
            parser.add_argument("--lr", type=float)
            parser.add_argument("--random-seed", "-s", type=int, default=0)  # <- here
            args, _ = parser.parse_known_args()
            print(args)
            torch.manual_seed(0)
            train(args, 3)
        """,
        """
        import argparse

        class Run:
            def __init__(self, args):
                self.args = args

        parser = argparse.ArgumentParser()
        parser.add_argument("-s", "--seed", type=int)  # <- here
        args = parser.parse_args()
        Run(rate=args.lr)
        """,
        """
        import argparse

        def main():
            parser = argparse.ArgumentParser()
            parser.add_argument(  # <- here
                "--seed", type=int
            )
            args = parser.parse_args()
            np.random.seed(3)
            fit(args.lr)
        """,
        """
        from sklearn.model_selection import train_test_split

        def split(rows, seed=0):  # <- here
            return train_test_split(rows)
        """,
        "class A:\n    def make(self, *, random_state=None):  # <- here\n        return self.build(3)\n",
        Example(
            """
            class TestSplit:
                def divide(self, seed):  # <- here
                    return make(3)
            """,
            path="tests/test_split.py",
        ),
        # That another function takes the same may be chance.
        """
        def get_data(path, seed):
            return shuffled(read(path), seed)

        def get_model(path, seed):  # <- here
            return build(path)
        """,
        # Bound anew before anybody reads it.
        "def f(seed):  # <- here\n    seed = 4\n    return g()\n",
        """
        def train(
            data,
            seed=1,  # <- here
        ):
            return fit(data, seed=0)

        train(rows)
        """,
    )

    def visit_function_def(self, node: cst.FunctionDef) -> Iterator[Problem]:
        if node.name.value == "__init__":
            for parameter in self._seed_parameters(node):
                if self._is_kept_from_base(node, parameter.name.value):
                    said = (
                        f"the constructor takes `{parameter.name.value}` and keeps it from that of its base"
                    )
                    yield Problem(parameter, said)
        unread = [p for p in self._seed_parameters(node) if not self._is_read(node, p.name.value)]
        if (
            not unread
            or _NAMING.fullmatch(node.name.value)
            or _is_stub(node)
            or self._is_bound_by_others(node)
        ):
            return
        for parameter in unread:
            yield Problem(parameter, f"`{node.name.value}` takes `{parameter.name.value}` and never reads it")

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        """`parser.add_argument("--seed")`"""
        if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "add_argument":
            return
        given = argument(node, "dest")
        flags = [constant(arg.value) for arg in node.args if arg.keyword is None and not arg.star]
        said = [flag for flag in flags if isinstance(flag, str) and flag.startswith("--")]
        name = constant(given) if given is not None else said[0][2:].replace("-", "_") if said else None
        if isinstance(name, str) and name in SEED_PARAMETERS and is_unread(self.file.text, name):
            yield Problem(node, f"the option `{said[0] if said else name}` is taken, and nothing reads it")

    def _seed_parameters(self, node: cst.FunctionDef) -> list[cst.Param]:
        every = [*node.params.posonly_params, *node.params.params, *node.params.kwonly_params]
        return [p for p in every if p.name.value in SEED_PARAMETERS]

    def _is_read(self, node: cst.FunctionDef, name: str) -> bool:
        for part in self._names_in(node):
            if part.value in ("locals", "vars", "super"):
                return True
            if part.value == name and self._is_a_use(part):
                return True
        return False

    def _is_a_use(self, name: cst.Name) -> bool:
        parent = self.file.parent(name)
        if isinstance(parent, cst.Attribute):
            return parent.value is name
        if isinstance(parent, cst.Arg):
            return parent.keyword is not name
        return not isinstance(parent, cst.AssignTarget | cst.Param)

    def _is_kept_from_base(self, node: cst.FunctionDef, name: str) -> bool:
        """`super().__init__(rows, **options)` where both constructors take a seed of their own."""
        own = self.file.scope_of(node)
        wanted = {f"{base[1:]}.__init__" for base in own.owner.bases} if own.owner is not None else set()
        above = [s for s in self.file.facts.scopes if s.qualname in wanted and name in s.parameters]
        if len(above) != 1 or any(u.value == name and self._is_a_use(u) for u in self._names_in(node)):
            return False
        calls = [call for call in self.file.of_kind(cst.Call, node.body) if _constructs_base(call)]
        if len(calls) != 1 or any(arg.star == "*" for arg in calls[0].args):
            return False
        return argument(calls[0], name, above[0].parameters.index(name) - 1) is None

    def _names_in(self, node: cst.FunctionDef) -> list[cst.Name]:
        return [part for part in self.file.below(node.body) if isinstance(part, cst.Name)]

    def _is_bound_by_others(self, node: cst.FunctionDef) -> bool:
        """Whether what the function takes is decided elsewhere."""
        name = node.name.value
        if node.decorators and not all(_is_plain(d) for d in node.decorators):
            return True
        owner = self.file.parent(self.file.parent(node) or node)
        if isinstance(owner, cst.ClassDef):
            return (
                bool(owner.bases or owner.decorators)
                or self._is_test_double(owner)
                or len(self._twins(node)) > 1
                or name in _PROTOCOL
                or (name.startswith("__") and name != "__init__")
            )
        return self._has_twins(node) or self.file.is_handed_on(node)

    def _is_test_double(self, owner: cst.ClassDef) -> bool:
        """Whether a class of a test stands in for one that takes the same."""
        return is_test_path(self.file.facts.path) and not owner.name.value.startswith("Test")

    def _has_twins(self, node: cst.FunctionDef) -> bool:
        """Whether others beside it take the same: then one is called in the place of another.

        One other may do so by chance, unless it is named alike or the parameters are many.
        """
        own, twins = self.file.scope_of(node), self._twins(node)
        alike = any(_shares_a_word(own.name, other.name) for other in twins)
        return len(twins) > 1 or (bool(twins) and (alike or len(own.parameters) > _MANY))

    def _twins(self, node: cst.FunctionDef) -> list[Scope]:
        own = self.file.scope_of(node)
        return [
            other
            for other in self.file.facts.scopes
            if other is not own and other.parent is own.parent and other.parameters == own.parameters
        ]


def _shares_a_word(name: str, other: str) -> bool:
    """`fill_noise` and `fill_constant` do the same in two ways; `get_data` and `get_model` do not."""
    words = [{*one.lower().split("_")} - _COMMON_WORDS for one in (name, other)]
    return not words[0].isdisjoint(words[1])


def _constructs_base(call: cst.Call) -> bool:
    """`super().__init__(...)`"""
    method = call.func
    made = method.value if isinstance(method, cst.Attribute) and method.attr.value == "__init__" else None
    return isinstance(made, cst.Call) and dotted_name(made.func) == "super"


def _is_plain(decorator: cst.Decorator) -> bool:
    return dotted_name(decorator.decorator) in ("staticmethod", "classmethod")


def _is_stub(node: cst.FunctionDef) -> bool:
    """Whether a body does nothing: a docstring, `pass`, `...`, `raise`, or the return of a constant."""
    statements = node.body.body if isinstance(node.body, cst.IndentedBlock) else [node.body]
    small = [
        s
        for line in statements
        if isinstance(line, cst.SimpleStatementLine | cst.SimpleStatementSuite)
        for s in line.body
    ]
    if any(not isinstance(line, cst.SimpleStatementLine | cst.SimpleStatementSuite) for line in statements):
        return False
    return all(_does_nothing(s) for s in small)


def _does_nothing(statement: cst.BaseSmallStatement) -> bool:
    if isinstance(statement, cst.Pass | cst.Raise):
        return True
    value = statement.value if isinstance(statement, cst.Expr | cst.Return) else statement
    if value is None or isinstance(value, cst.Ellipsis | cst.SimpleString | cst.ConcatenatedString):
        return True
    return isinstance(statement, cst.Return) and isinstance(value, cst.Name | cst.Integer)
