from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import argument, constant
from lint_rules.analysis.tree.nodes import only_index
from lint_rules.rule import Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

_VARIABLE = "PYTHONHASHSEED"
_ENVIRONMENTS = frozenset({"os.environ", "os.environb"})
# What makes another interpreter, which then starts with the variable.
_STARTERS = (
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "os.popen",
    "subprocess.",
    "asyncio.create_subprocess",
    "multiprocessing.",
    "torch.multiprocessing.",
    "concurrent.futures.ProcessPoolExecutor",
    "concurrent.futures.process.ProcessPoolExecutor",
    "joblib.Parallel",
    "ray.init",
)


class LateHashSeed(SourceRule):
    """`PYTHONHASHSEED` is set by the program that it is meant for.

    ## What it does

    Reports `os.environ["PYTHONHASHSEED"] = ...` and its relatives. Silent where the same function, or the
    part of the module outside of functions, goes on to start another interpreter (`os.execv`, `subprocess`,
    `multiprocessing`): that one gets the variable in time. Silent for a copy of the environment that is
    handed to a child, and where an earlier value is put back.

    ## Why is this bad?

    The interpreter reads the variable when it starts. Setting it later changes nothing in the running
    program: `hash()` of text, and the order of sets, go on differing from run to run, although the program
    looks seeded.

    ## Example

    ```python
    os.environ["PYTHONHASHSEED"] = "0"
    ```

    ## Use instead

    ```python
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, *sys.argv])
    ```
    """

    code = "REP307"
    name = "late-hash-seed"
    markers = (_VARIABLE.encode(),)
    calls = frozenset({"os.environ", "os.environb", "os.putenv"}) | {
        f"os.environ.{method}" for method in ("setdefault", "update")
    }

    syntax = frozenset({"AugAssign"})

    valid = (
        "import os\nseed = os.environ.get('PYTHONHASHSEED')\n",
        "import os\nos.environ['CUBLAS_WORKSPACE_CONFIG'] = ':4096:8'  # not PYTHONHASHSEED\n",
        """
        import os
        import subprocess

        def run(command):
            env = dict(os.environ)
            env["PYTHONHASHSEED"] = "0"
            subprocess.run(command, env=env)
        """,
        """
        import os
        import sys

        if os.environ.get("PYTHONHASHSEED") != "0":
            os.environ["PYTHONHASHSEED"] = "0"
            os.execv(sys.executable, [sys.executable] + sys.argv)
        """,
        """
        import os
        import subprocess

        def launch(command):
            os.environ["PYTHONHASHSEED"] = "0"
            subprocess.check_call(command)
        """,
        """
        import multiprocessing as mp
        import os

        def launch(work):
            os.environ.setdefault("PYTHONHASHSEED", "0")
            mp.get_context("spawn").Process(target=work).start()
        """,
        """
        import os

        def restore(env):
            old = os.environ.get("PYTHONHASHSEED")
            try:
                yield
            finally:
                os.environ["PYTHONHASHSEED"] = old
        """,
        "def test(monkeypatch):\n    monkeypatch.setenv('PYTHONHASHSEED', '0')\n",
    )
    invalid = (
        "import os\nos.environ['PYTHONHASHSEED'] = '0'  # <- here\n",
        "import os\nos.environ.setdefault('PYTHONHASHSEED', '0')  # <- here\n",
        "from os import environ\nenviron.update({'A': '1', 'PYTHONHASHSEED': '0'})  # <- here\n",
        "import os\nos.environ.update(PYTHONHASHSEED='0')  # <- here\n",
        "import os\nos.putenv('PYTHONHASHSEED', '0')  # <- here\n",
        "import os\nos.environ |= {'PYTHONHASHSEED': '0'}  # <- here\n",
        """
        import os
        import random
        import subprocess

        def seed_everything(seed):
            random.seed(seed)
            os.environ["PYTHONHASHSEED"] = str(seed)  # <- here

        def revision():
            return subprocess.check_output(["git", "rev-parse", "HEAD"])
        """,
        """
        import os

        class Trainer:
            def __init__(self, seed):
                if seed is not None:
                    os.environ["PYTHONHASHSEED"] = f"{seed}"  # <- here
        """,
    )

    def visit_assign(self, node: cst.Assign) -> Iterator[Problem]:
        for target in (t.target for t in node.targets):
            if isinstance(target, cst.Subscript) and self._is_variable(target) and not _puts_back(node.value):
                yield from self._problem(node, target)

    def visit_aug_assign(self, node: cst.AugAssign) -> Iterator[Problem]:
        if self.file.resolve(node.target) in _ENVIRONMENTS and _names_variable(node.value):
            yield from self._problem(node, node)

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        name = self.file.resolve(node.func)
        owner, _, method = name.rpartition(".")
        if (owner in _ENVIRONMENTS and method == "setdefault") or name == "os.putenv":
            if any(_is_name(arg.value) for arg in node.args[:1]):
                yield from self._problem(node, node)
        elif owner in _ENVIRONMENTS and method == "update":
            given = any(_names_variable(arg.value) for arg in node.args)
            if given or argument(node, _VARIABLE) is not None:
                yield from self._problem(node, node)

    def _is_variable(self, target: cst.Subscript) -> bool:
        index = only_index(target)
        known = self.file.resolve(target.value) in _ENVIRONMENTS
        return known and index is not None and _is_name(index)

    def _problem(self, node: cst.CSTNode, where: cst.CSTNode) -> Iterator[Problem]:
        if not self._starts_another(node):
            yield Problem(
                where, f"`{_VARIABLE}` is read when the interpreter starts: setting it here comes too late"
            )

    def _starts_another(self, node: cst.CSTNode) -> bool:
        """Whether the same function goes on to start an interpreter."""
        around = self.file.function(node)
        return any(
            isinstance(call, cst.Call)
            and self.file.order(call) > self.file.order(node)
            and self.file.function(call) is around
            and self.file.resolve(call.func).startswith(_STARTERS)
            for call in self.file.below(around)
        )


def _is_name(node: cst.CSTNode) -> bool:
    return constant(node) in (_VARIABLE, _VARIABLE.encode())


def _names_variable(node: cst.CSTNode) -> bool:
    """Whether a dict display, or `dict(...)`, holds the variable."""
    if isinstance(node, cst.Dict):
        return any(isinstance(e, cst.DictElement) and _is_name(e.key) for e in node.elements)
    return isinstance(node, cst.Call) and argument(node, _VARIABLE) is not None


def _puts_back(value: cst.CSTNode) -> bool:
    """Whether a value is one that was read before: `os.environ["PYTHONHASHSEED"] = old`."""
    words = ("old", "prev", "orig", "saved", "backup", "before")
    return isinstance(value, cst.Name) and any(word in value.value.lower() for word in words)
