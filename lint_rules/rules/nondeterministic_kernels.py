from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import argument, constant, is_open
from lint_rules.analysis.tree.switches import Switches
from lint_rules.knowledge.determinism import DETERMINISTIC_CALLS, FRAMEWORK_SEEDS, LIGHTNING_TRAINERS
from lint_rules.rule import Change, Example, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.tree.source import SourceFile

_USE = "torch.use_deterministic_algorithms"
_DEBUG_MODE = "torch.set_deterministic_debug_mode"
_REMEDIES = {
    "torch": "torch.use_deterministic_algorithms(True)",
    "tensorflow": "tf.config.experimental.enable_op_determinism()",
}
_CUDNN = "torch.backends.cudnn.deterministic"


class NondeterministicKernels(SourceRule):
    """A program seeds torch or TensorFlow, and leaves nondeterministic kernels in use.

    This rule is opt-in: select it by its code, or use `--profile strict`.

    ## What it does

    Reports a seed of torch in a project that never calls `torch.use_deterministic_algorithms(True)` (or
    Lightning's `Trainer(deterministic=True)`, transformers' `enable_full_determinism`), and a seed of
    TensorFlow without `tf.config.experimental.enable_op_determinism()`: the first seed of each function.
    Also reports what switches deterministic kernels off, or only warns:
    `use_deterministic_algorithms(False)`, `warn_only=True`, `cudnn.deterministic = False`.

    ## Why is this bad?

    A seed fixes what is drawn, not how it is computed. Many kernels on GPUs, and some on CPUs, add up in
    the order in which threads arrive. `cudnn.deterministic = True` is for convolutions only.

    ## Example

    ```python
    torch.manual_seed(0)
    ```

    ## Use instead

    ```python
    torch.manual_seed(0)
    torch.use_deterministic_algorithms(True)
    ```

    ## Fix safety

    The fix turns a switch the other way. It is unsafe: operations that have no deterministic kernel will
    raise.
    """

    code = "REP202"
    name = "nondeterministic-kernels"
    opt_in = True
    markers = (b"seed", b"determin")
    calls = (
        frozenset(DETERMINISTIC_CALLS)
        | frozenset(FRAMEWORK_SEEDS)
        | LIGHTNING_TRAINERS
        | {"torch.backends.cudnn"}
    )

    valid = (
        "import torch\ntorch.manual_seed(0)\ntorch.use_deterministic_algorithms(True)\n",
        "import torch\n\ndef f():\n    torch.manual_seed(0)\n\ntorch.use_deterministic_algorithms(True)\n",
        Example(
            "import torch\ntorch.manual_seed(0)\n",
            files={"main.py": "import torch\n\ntorch.use_deterministic_algorithms(True)\n"},
        ),
        "import torch\ntorch.use_deterministic_algorithms(config.strict)\n",
        "from transformers import enable_full_determinism\nenable_full_determinism(1)\n",
        """
        import lightning as L

        L.seed_everything(1)
        trainer = L.Trainer(deterministic=True)
        """,
        "import random\nrandom.seed(1)\n",
        """
        import tensorflow as tf

        tf.random.set_seed(1)
        tf.config.experimental.enable_op_determinism()
        """,
        "import torch\ngenerator = torch.Generator().manual_seed(1)\n",
    )
    invalid = (
        "import torch\ntorch.manual_seed(0)  # <- here\n",
        """
        import torch

        def seed(value):
            torch.manual_seed(value)  # <- here
            torch.cuda.manual_seed_all(value)
            torch.backends.cudnn.deterministic = True
        """,
        "import torch\ntorch.use_deterministic_algorithms(False)  # <- here\n",
        "import torch\ntorch.use_deterministic_algorithms(True, warn_only=True)  # <- here\n",
        "import torch\ntorch.set_deterministic_debug_mode('warn')  # <- here\n",
        "from torch.backends import cudnn\ncudnn.deterministic = False  # <- here\n",
        """
        from lightning import Trainer, seed_everything

        seed_everything(3)  # <- here
        trainer = Trainer(max_epochs=2)
        """,
        "from lightning import Trainer\ntrainer = Trainer(deterministic='warn')  # <- here\n",
        "import tensorflow as tf\ntf.random.set_seed(1)  # <- here\n",
        "import keras\nkeras.utils.set_random_seed(1)  # <- here\n",
    )

    def __init__(self, file: SourceFile) -> None:
        super().__init__(file)
        self.switches = Switches(file)
        self._seeded: set[int] = set()

    def visit_assign(self, node: cst.Assign) -> Iterator[Problem]:
        for switch in self.switches.assigned(node):
            if switch.name == _CUDNN and switch.value is False and not self.switches.is_taken_back(switch):
                change = Change("Ask cuDNN for deterministic kernels", ((switch.node, "True"),), safe=False)
                yield Problem(
                    switch.target,
                    "`cudnn.deterministic = False` lets convolutions race",
                    fix=change if len(node.targets) == 1 else None,
                )

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        name = self.file.resolve(node.func)
        if name == _USE:
            yield from self._switched(node)
        elif name == _DEBUG_MODE:
            if any(s.value in (0, 1, "default", "warn") for s in self.switches.given(node, "debug_mode", 0)):
                yield Problem(node, "this mode leaves nondeterministic kernels in use")
        elif name in LIGHTNING_TRAINERS:
            for switch in self.switches.given(node, "deterministic"):
                if switch.value in (False, "warn"):
                    yield Problem(
                        node, f"`deterministic={switch.value!r}` leaves nondeterministic kernels in use"
                    )
        elif name in FRAMEWORK_SEEDS:
            yield from self._seed(node, name)

    def _switched(self, call: cst.Call) -> Iterator[Problem]:
        for switch in self.switches.given(call, "mode", 0):
            if switch.value is False and not self._is_switched_on_again(call):
                change = Change("Switch deterministic kernels on", ((switch.node, "True"),), safe=False)
                yield Problem(call, "this lets nondeterministic kernels be used", fix=change)
        for switch in self.switches.given(call, "warn_only"):
            if switch.value is True:
                change = Change("Raise instead of warning", ((switch.node, "False"),), safe=False)
                yield Problem(call, "`warn_only` leaves operations nondeterministic", fix=change)

    def _is_switched_on_again(self, call: cst.Call) -> bool:
        """An exception for a part of a function, or the end of a strict part of it."""
        around = self.file.function(call)
        calls = [n for n in self.file.below(around) if isinstance(n, cst.Call)]
        modes = [argument(c, "mode", 0) for c in calls if self.file.resolve(c.func) == _USE]
        return any(mode is not None and constant(mode) is not False for mode in modes)

    def _seed(self, call: cst.Call, name: str) -> Iterator[Problem]:
        framework = FRAMEWORK_SEEDS[name]
        around = id(self.file.function(call))
        if around in self._seeded:
            return
        self._seeded.add(around)
        asked = argument(call, "deterministic")
        asks = is_open(call) or (asked is not None and constant(asked) is not False)
        if not asks and not self._is_strict(framework):
            said = "the seed fixes what is drawn, not how kernels add up"
            yield Problem(call, f"{said}: `{_REMEDIES[framework]}` is missing", "medium")

    def _is_strict(self, framework: str) -> bool:
        """Whether anything in the project asks for deterministic kernels."""
        for node in self.file.nodes:
            if isinstance(node, cst.Call) and self.file.resolve(node.func) in LIGHTNING_TRAINERS:
                asked = argument(node, "deterministic")
                if asked is not None and constant(asked) is not False:
                    return True
        switches = sorted(call for call, of in DETERMINISTIC_CALLS.items() if of == framework)
        return bool(self.file.ask("calls-any-of", *switches))
