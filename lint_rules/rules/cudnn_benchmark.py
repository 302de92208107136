from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.analysis.scanning.returning import may_be_defined_here
from lint_rules.analysis.tree.smoke import is_only_timed
from lint_rules.analysis.tree.switches import Switches
from lint_rules.knowledge.determinism import LIGHTNING_TRAINERS
from lint_rules.knowledge.streams import named_like_a_seeder
from lint_rules.rule import Change, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    import libcst as cst

    from lint_rules.analysis.tree.source import SourceFile
    from lint_rules.analysis.tree.switches import Switch

_SETTING = "torch.backends.cudnn.benchmark"
_FLAGS = "torch.backends.cudnn.flags"


class CudnnBenchmark(SourceRule):
    """cuDNN chooses its kernels by timing them.

    ## What it does

    Reports `torch.backends.cudnn.benchmark = True`, `torch.backends.cudnn.flags(benchmark=True)` and
    Lightning's `Trainer(benchmark=True)`. Silent where the setting comes from the configuration, or is
    taken back below, and in what measures speed. Of low confidence behind an `if`, or a `return`, that asks
    for a choice of the user's, such as `if not args.deterministic`, and where a helper of the project seeds
    below: most of these take it back.

    ## Why is this bad?

    With `benchmark`, cuDNN runs several kernels for each new shape and keeps the fastest. Which one that is
    depends on what else the machine is doing, and kernels round differently. `cudnn.deterministic` does not
    help: it leaves the choice among the deterministic kernels to the clock.

    ## Example

    ```python
    torch.backends.cudnn.benchmark = True
    ```

    ## Use instead

    ```python
    torch.backends.cudnn.benchmark = False
    ```

    ## Fix safety

    The fix writes `False`. It is safe: it costs time at most.
    """

    code = "REP201"
    name = "cudnn-benchmark"
    markers = (b"benchmark",)
    calls = frozenset({"torch.backends.cudnn", _FLAGS}) | LIGHTNING_TRAINERS

    valid = (
        "import torch\ntorch.backends.cudnn.benchmark = False\n",
        "import torch\ntorch.backends.cudnn.benchmark = config.benchmark\n",
        "import torch\ntorch.backends.cudnn.deterministic = True\n",
        "import torch\nprint(torch.backends.cudnn.benchmark)\n",
        "settings.cudnn.benchmark = True\n",
        "import torch\nwith torch.backends.cudnn.flags(benchmark=False):\n    step()\n",
        "import lightning as L\ntrainer = L.Trainer(benchmark=False)\n",
        "from mine import Trainer\ntrainer = Trainer(benchmark=True)\n",
        """
        import torch

        def compute_speed(model, rounds):
            torch.backends.cudnn.benchmark = True
            for _ in range(rounds):
                model(torch.zeros(1, 3, 8, 8))

        def speed_up():
            if not torch.cuda.is_available() or not fast_kernels():
                return
            try:
                torch.backends.cudnn.benchmark = True
            except RuntimeError:
                pass
        """,
        """
        import torch

        def measure(model):
            torch.backends.cudnn.benchmark = True
            run(model)
            torch.backends.cudnn.benchmark = False
        """,
    )
    invalid = (
        "import torch\ntorch.backends.cudnn.benchmark = True  # <- here\n",
        "import torch.backends.cudnn as cudnn\ncudnn.benchmark = True  # <- here\n",
        "from torch.backends import cudnn\ncudnn.benchmark = True  # <- here\n",
        "import torch\nsetattr(torch.backends.cudnn, 'benchmark', True)  # <- here\n",
        "import torch\nwith torch.backends.cudnn.flags(True, benchmark=True):  # <- here\n    step()\n",
        "from lightning.pytorch import Trainer\ntrainer = Trainer(max_epochs=3, benchmark=True)  # <- here\n",
        "from torch.backends import cudnn\ncudnn.deterministic = cudnn.benchmark = True  # <- here\n",
        """
        import torch

        def prepare(args):
            if not args.gpu:
                return
            torch.backends.cudnn.benchmark = True  # <- here
        """,
        """
        import torch

        class Runner:
            def __init__(self):
                if torch.cuda.is_available():
                    torch.backends.cudnn.deterministic = True
                    torch.backends.cudnn.benchmark = True  # <- here
        """,
    )

    def __init__(self, file: SourceFile) -> None:
        super().__init__(file)
        self.switches = Switches(file)

    def visit_assign(self, node: cst.Assign) -> Iterator[Problem]:
        for switch in self.switches.assigned(node):
            if switch.name == _SETTING:
                yield from self._problem(switch, sole=len(node.targets) == 1)

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        name = self.file.resolve(node.func)
        for switch in self.switches.set_by_name(node):
            if switch.name == _SETTING:
                yield from self._problem(switch)
        if name == _FLAGS:
            for switch in self.switches.given(node, "benchmark", 1):
                yield from self._problem(switch)
        elif name in LIGHTNING_TRAINERS:
            for switch in self.switches.given(node, "benchmark"):
                yield from self._problem(switch)

    def _problem(self, switch: Switch, sole: bool = True) -> Iterator[Problem]:
        if switch.value is not True or self.switches.is_taken_back(switch):
            return
        if is_only_timed(self.file, switch.target):
            return
        optional = self.switches.is_optional(switch.target) or self._is_reseeded_below(switch.target)
        yield Problem(
            switch.target,
            "`cudnn.benchmark` lets timing choose the kernels, and kernels round differently",
            "low" if optional else "high",
            Change("Switch `benchmark` off", ((switch.node, "False"),), safe=True) if sole else None,
        )

    def _is_reseeded_below(self, target: cst.CSTNode) -> bool:
        """Whether a helper of the project seeds later in the function: most of these switch it off."""
        scope, line = self.file.scope(target), self.file.position(target).line
        later = (call.target for call in scope.calls if call.kind == "call" and call.line > line)
        return any(named_like_a_seeder(name) and may_be_defined_here(name) for name in later)
