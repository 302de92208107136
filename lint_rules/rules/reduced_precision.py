from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import constant
from lint_rules.analysis.tree.smoke import is_speed_benchmark
from lint_rules.analysis.tree.switches import Switches
from lint_rules.rule import Change, Example, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.tree.source import SourceFile
    from lint_rules.analysis.tree.switches import Switch

_MATMUL = "torch.backends.cuda.matmul"
# Setting -> the values that give up precision, and what to write instead.
_SETTINGS: dict[str, tuple[tuple[object, ...], str]] = {
    f"{_MATMUL}.allow_tf32": ((True,), "False"),
    "torch.backends.cudnn.allow_tf32": ((True,), "False"),
    f"{_MATMUL}.allow_fp16_accumulation": ((True,), "False"),
    f"{_MATMUL}.allow_fp16_reduced_precision_reduction": ((True,), "False"),
    f"{_MATMUL}.allow_bf16_reduced_precision_reduction": ((True,), "False"),
} | {
    f"torch.backends.{owner}fp32_precision": (("tf32", "bf16"), '"ieee"')
    for owner in ("", "cuda.matmul.", "cudnn.", "cudnn.conv.", "cudnn.rnn.", "mkldnn.", "mkldnn.matmul.")
}
# Callable -> parameter, its place, the values that give up precision, and what to write instead.
_CALLS: dict[str, tuple[str, int | None, tuple[object, ...], str]] = {
    "torch.set_float32_matmul_precision": ("precision", 0, ("high", "medium"), '"highest"'),
    "tensorflow.config.experimental.enable_tensor_float_32_execution": ("enabled", 0, (True,), "False"),
    "jax.default_matmul_precision": (
        "",
        0,
        ("bfloat16", "tensorfloat32", "fastest", "high", "default"),
        '"highest"',
    ),
    "transformers.TrainingArguments": ("tf32", None, (True,), "False"),
    "transformers.Seq2SeqTrainingArguments": ("tf32", None, (True,), "False"),
}
_JAX_UPDATE = "jax.config.update"


class ReducedPrecision(SourceRule):
    """Products of 32-bit floats are computed with fewer bits.

    ## What it does

    Reports what lets a GPU use TF32 or bfloat16 where the program says float32, or round inside of
    reductions: `torch.set_float32_matmul_precision("high")`, `torch.backends.cuda.matmul.allow_tf32 = True`
    and its relatives, and the same switches of TensorFlow, JAX and `TrainingArguments(tf32=True)`. Silent
    where the value comes from the configuration, or is taken back below, and in files that measure how fast
    something is (`bench.py`, `profile_loss.py`). Of low confidence behind an `if` that asks for a choice of
    the user's.

    ## Why is this bad?

    TF32 keeps 10 bits of mantissa instead of 23, and only where the hardware has it: the same program gives
    other results on another GPU, and on the CPU. Differences of that size are far beyond rounding, and hide
    real faults.

    ## Example

    ```python
    torch.set_float32_matmul_precision("high")
    ```

    ## Use instead

    ```python
    torch.set_float32_matmul_precision("highest")
    ```

    ## Fix safety

    The fix restores full precision. It is unsafe: training may take much longer.
    """

    code = "REP205"
    name = "reduced-precision"
    markers = (b"tf32", b"precision", b"fp16_accumulation", b"tensor_float_32")
    calls = (
        frozenset(_CALLS)
        | {_JAX_UPDATE, "torch.backends", "torch.backends.cudnn"}
        | {name.rpartition(".")[0] for name in _SETTINGS}
    )

    valid = (
        "import torch\ntorch.backends.cuda.matmul.allow_tf32 = False\n",
        "import torch\ntorch.set_float32_matmul_precision('highest')\n",
        "import torch\ntorch.set_float32_matmul_precision(config.precision)\n",
        "import torch\nif torch.backends.cuda.matmul.allow_tf32:\n    pass\n",
        "from transformers import TrainingArguments\na = TrainingArguments('out', bf16=True)\n",
        "import jax\njax.config.update('jax_default_matmul_precision', 'float32')\n",
        "import jax\njax.config.update('jax_enable_x64', True)\n",
        "import torch\ntorch.backends.cudnn.conv.fp32_precision = 'ieee'\n",
        """
        import torch

        def compare(a, b):
            torch.backends.cuda.matmul.allow_tf32 = True
            c = a @ b
            torch.backends.cuda.matmul.allow_tf32 = False
            return c
        """,
        """
        import torch

        def settle(exact):
            torch.set_float32_matmul_precision("medium")
            torch.backends.cuda.matmul.allow_tf32 = not exact
        """,
        Example("import time, torch\ntorch.set_float32_matmul_precision('high')\n", path="profile_loss.py"),
    )
    invalid = (
        "import torch\ntorch.backends.cuda.matmul.allow_tf32 = True  # <- here\n",
        "import torch.backends.cudnn as cudnn\ncudnn.allow_tf32 = True  # <- here\n",
        "import torch\ntorch.set_float32_matmul_precision('high')  # <- here\n",
        "from torch import set_float32_matmul_precision as p\np(precision='medium')  # <- here\n",
        "import torch\ntorch.backends.fp32_precision = 'tf32'  # <- here\n",
        "import torch\nm = torch.backends.cuda.matmul\n"
        "m.allow_bf16_reduced_precision_reduction = True  # <- here\n",
        "import tensorflow as tf\ntf.config.experimental.enable_tensor_float_32_execution(True)  # <- here\n",
        "import jax\njax.config.update('jax_default_matmul_precision', 'bfloat16')  # <- here\n",
        "import jax\nwith jax.default_matmul_precision('tensorfloat32'):  # <- here\n    step()\n",
        "from transformers import TrainingArguments\na = TrainingArguments('out', tf32=True)  # <- here\n",
    )

    def __init__(self, file: SourceFile) -> None:
        super().__init__(file)
        self.switches = Switches(file)

    def visit_assign(self, node: cst.Assign) -> Iterator[Problem]:
        for switch in self.switches.assigned(node):
            if switch.name in _SETTINGS:
                yield from self._problem(switch, *_SETTINGS[switch.name], sole=len(node.targets) == 1)

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        name = self.file.resolve(node.func)
        for switch in self.switches.set_by_name(node):
            if switch.name in _SETTINGS:
                yield from self._problem(switch, *_SETTINGS[switch.name])
        if name in _CALLS:
            parameter, index, low, instead = _CALLS[name]
            for switch in self.switches.given(node, parameter, index):
                yield from self._problem(switch, low, instead)
        elif name == _JAX_UPDATE:
            yield from self._jax_option(node)

    def _jax_option(self, call: cst.Call) -> Iterator[Problem]:
        options = [s.value for s in self.switches.given(call, "name", 0)]
        if options == ["jax_default_matmul_precision"]:
            low, instead = _CALLS["jax.default_matmul_precision"][2:]
            for switch in self.switches.given(call, "val", 1):
                yield from self._problem(switch, low, instead)

    def _problem(
        self, switch: Switch, low: tuple[object, ...], instead: str, sole: bool = True
    ) -> Iterator[Problem]:
        if switch.value not in low or self._is_set_anew(switch) or is_speed_benchmark(self.file):
            return
        change = Change("Restore full precision", ((switch.node, instead),), safe=False)
        yield Problem(
            switch.target,
            f"`{switch.name}` set to {switch.value!r} computes float32 with fewer bits, if the hardware can",
            "low" if self.switches.is_optional(switch.target) else "high",
            change if sole else None,
        )

    def _is_set_anew(self, switch: Switch) -> bool:
        """Whether it is taken back below: `allow_tf32 = x` says anew what the precision is."""
        if switch.name != "torch.set_float32_matmul_precision":
            return self.switches.is_taken_back(switch)
        return any(
            self.file.order(node) > self.file.order(switch.target)
            and self.file.resolve(node.targets[0].target) == f"{_MATMUL}.allow_tf32"
            and constant(node.value) is not True
            for node in self.file.of_kind(cst.Assign, self.file.function(switch.target))
        )
