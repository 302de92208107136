from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.project.programs import is_test_path
from lint_rules.analysis.tree.arguments import argument, is_none
from lint_rules.analysis.tree.asserting import depends_on_no_value
from lint_rules.analysis.tree.moments import comes_to_nothing, import_moment, is_a_seed, late_seed
from lint_rules.analysis.tree.names import is_store, later_uses, occurrences
from lint_rules.analysis.tree.overwritten import is_loaded_before_use
from lint_rules.analysis.tree.probing import changes_its_argument
from lint_rules.analysis.tree.showing import is_only_looked_at
from lint_rules.analysis.tree.smoke import works
from lint_rules.analysis.tree.values import holder_of, targets_of
from lint_rules.knowledge.layers import ADAPTERS, LAYERS, MODULES
from lint_rules.knowledge.streams import DRAWS, SEEDERS, TORCH
from lint_rules.rule import Example, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.tree.source import SourceFile
    from lint_rules.model import Confidence


class SeedAfterUse(SourceRule):
    """Draw, or model made, before the seed that was meant for it.

    ## What it does

    Reports a draw from the global stream of `random`, numpy or torch, and the construction of a torch model,
    when the same function seeds that stream only further down and no seed reaches the place. In a notebook,
    a draw before the cell that seeds has medium confidence, and a model, mostly made to be looked at, low; so
    have both in a test that would pass with any, or that seeds before each of two runs, and a draw of which
    nothing is made but what it picks to be shown.

    ## Why is this bad?

    The program looks seeded, but the split, the weights or whatever was drawn first differ in every run.

    ## Example

    ```python
    model = Net()
    torch.manual_seed(0)
    train(model)
    ```

    ## Use instead

    ```python
    torch.manual_seed(0)
    model = Net()
    train(model)
    ```
    """

    code = "REP109"
    name = "seed-after-use"
    markers = (b"seed",)
    within_function = True
    follows_names = True
    beside_seeds = True
    calls = frozenset({*ADAPTERS, *DRAWS, *SEEDERS})
    packages = MappingProxyType({"torch": LAYERS})
    methods = frozenset({"cuda", "parameters", "to"})

    valid = (
        "import random\nrandom.seed(0)\nx = random.random()\nrandom.seed(1)\n",
        "import random\nx = random.random()\n",
        """
        import torch
        from torch import nn

        def main():
            torch.manual_seed(0)
            net = nn.Linear(2, 2)
            torch.manual_seed(1)
            return net
        """,
        # The seed is for something else.
        "import random\nimport numpy as np\nx = random.random()\nnp.random.seed(0)\n",
        # Nothing that leaves the function comes to the seed.
        """
        import random

        def f(x, seed):
            if x:
                return random.random()
            random.seed(seed)
            return random.random()
        """,
        # Nor what stands in another branch.
        """
        import random

        def f(x, seed):
            if x:
                y = random.random()
            else:
                random.seed(seed)
                y = random.random()
            return y
        """,
        # What draws nothing may come first.
        "import torch\nfrom torch import nn\na = nn.ReLU()\ntorch.manual_seed(0)\n",
        """
        import torch

        class Config:
            pass

        config = Config()
        torch.manual_seed(0)
        """,
        # The seed is meant for the second model.
        """
        import torch
        from torch import nn

        model = nn.Linear(2, 2)
        print(model)
        torch.manual_seed(0)
        model = nn.Linear(2, 2)
        """,
        "import torch\ng = torch.Generator()\nx = torch.rand(3, generator=g)\ntorch.manual_seed(0)\n",
        # A state that is put back is none that was meant for what came before.
        """
        import numpy as np

        def both(a, b):
            state = np.random.get_state()
            np.random.shuffle(a)
            np.random.set_state(state)
            np.random.shuffle(b)
        """,
        # It has no weights of its own.
        """
        import torch
        from torch import nn

        class Training(nn.Module):
            def __init__(self, model):
                super().__init__()
                self.model = model
                self.loss = nn.CrossEntropyLoss()

        training = Training(torch.load("model.pt"))
        torch.manual_seed(0)
        fit(training)
        """,
        # Nor anything else that draws.
        """
        import math
        import torch
        from torch import nn

        class Haar(nn.Module):
            def __init__(self, levels):
                super().__init__()
                self.register_buffer("filters", self.filters().repeat(levels, 1))

            def filters(self):
                side = 1 / math.sqrt(2)
                return torch.tensor([[side, -side]])

        class Scaled(nn.Module):
            def __init__(self, levels):
                super().__init__()
                self.wavelet = Haar(levels)
                self.scale = nn.Parameter(torch.full((levels,), 0.5))

        def main():
            model = Scaled(3)
            torch.manual_seed(0)
            return model(torch.randn(4))
        """,
        # The model was only looked at.
        """
        import torch
        from torch import nn

        layer = nn.Linear(2, 2)
        print(layer.weight.shape)
        plot(layer)
        torch.manual_seed(0)
        model = nn.Linear(2, 2)
        """,
        # What was drawn first is only shown, and drawn again.
        """
        import torch

        x = torch.rand(3)
        print(x, x * 2)
        torch.manual_seed(0)
        x = torch.rand(3)
        """,
        # Nobody has said a seed that may be meant for them.
        """
        from peft import LoraConfig, get_peft_model
        from transformers import Trainer, TrainingArguments

        model = get_peft_model(base, LoraConfig(r=8))
        Trainer(model=model, args=TrainingArguments("out"), train_dataset=rows).train()
        """,
        """
        from peft import LoraConfig, get_peft_model
        from transformers import Trainer, TrainingArguments, set_seed

        set_seed(3)
        model = get_peft_model(base, LoraConfig(r=8))
        Trainer(model=model, args=TrainingArguments("out", seed=3), train_dataset=rows).train()
        """,
        # Its first weights are overwritten before anything comes of them.
        """
        import torch
        from torch import nn

        net = nn.Linear(2, 2).to("cpu")
        net.eval()
        net.load_state_dict(torch.load("net.pt"))
        torch.manual_seed(0)
        sample(net)
        """,
        # The test would pass with any weights.
        Example(
            """
            import torch
            from torch import nn

            def test_runs():
                net = nn.Linear(2, 2)
                torch.manual_seed(0)
                out = net(torch.randn(3, 2))
                assert out.shape == (3, 2)
            """,
            path="tests/test_net.py",
        ),
        # It is the same in both runs.
        Example(
            """
            import torch
            from torch import nn

            def test_repeats():
                net = nn.Linear(2, 2)
                torch.manual_seed(0)
                first = net(torch.randn(3, 2))
                torch.manual_seed(0)
                assert torch.equal(first, net(torch.randn(3, 2)))
            """,
            path="tests/test_net.py",
        ),
        # It picks what is shown.
        """
        import matplotlib.pyplot as plt
        import torch

        index = torch.randint(0, 9, (1,)).item()
        image, label = images[index]
        plt.imshow(image.squeeze())
        plt.title(names[label])
        print(f"Label: {label}")
        torch.manual_seed(0)
        train(torch.rand(3))
        """,
        # Nothing comes of what was drawn: the seed sets the stream anew.
        """
        import random
        import torch

        random.random()
        print(net(torch.randn(1, 3)).shape)
        torch.manual_seed(0)
        random.seed(0)
        """,
        # It keeps a model that it is given, and what it computes.
        """
        import numpy as np
        import torch
        from torch import nn

        class Diffusion(nn.Module):
            def __init__(self, model, steps):
                super().__init__()
                if steps <= 0:
                    raise ValueError(f"no steps: {steps}")
                self.model = model
                self.register_buffer("steps", self.make_steps(int(steps)))

            def make_steps(self, steps):
                return torch.linspace(0, 1, steps).to(torch.float32) * np.log(steps)

        def test():
            diffusion = Diffusion(model, 50)
            torch.manual_seed(0)
            return diffusion(torch.rand(3))
        """,
    )
    invalid = (
        """
        import torch

        x = torch.rand(3)  # <- here
        fit(model, x)
        torch.manual_seed(0)
        x = torch.rand(3)
        """,
        """
        import torch
        from torch import nn

        first = nn.Linear(2, 2)  # <- here
        train(first)
        torch.manual_seed(0)
        """,
        # What is computed of it is a result.
        """
        import torch

        x = torch.rand(3)  # <- here
        print(x.mean())
        torch.manual_seed(0)
        """,
        # Loaded only if asked, or once it has been trained.
        """
        import torch
        from torch import nn

        net = nn.Linear(2, 2)  # <- here
        if resume:
            net.load_state_dict(torch.load("net.pt"))
        torch.manual_seed(0)
        train(net)
        """,
        """
        import torch
        from torch import nn

        net = nn.Linear(2, 2)  # <- here
        torch.manual_seed(0)
        train(net)
        net.load_state_dict(torch.load("best.pt"))
        """,
        "import random\nx = random.random()  # <- here\nrandom.seed(0)\ny = random.random()\n",
        "import random\nrandom.shuffle(rows)  # <- here\nrandom.seed(0)\n",
        Example(
            """
            import random
            import numpy as np

            def test_rows():
                x = random.random()  # <- here
                random.seed(0)
                np.random.seed(0)
                assert x < fit(np.random.rand(3))
            """,
            path="tests/test_rows.py",
        ),
        "import torch\nfrom torch import nn\na = nn.Linear(2, 2)  # <- here\ntorch.manual_seed(0)\n",
        """
        import torch
        from torch import nn

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.layer = nn.Linear(2, 2)

        def main(seed):
            net = Net()  # <- here
            torch.manual_seed(seed)
            return net
        """,
        """
        import torch
        from torch import nn

        class Block(nn.Module):
            def __init__(self):
                super().__init__()
                self.weight = nn.Parameter(self.first())

            def first(self):
                return torch.randn(3)

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.block = Block()

        def main():
            net = Net()  # <- here
            torch.manual_seed(0)
            return net
        """,
        """
        import torch
        from torch import nn

        net = nn.Sequential(  # the call is reported
            nn.Linear(2, 2),  # <- here
            nn.Linear(2, 2),
        )
        torch.manual_seed(0)
        """,
        # The trainer seeds when it is made.
        """
        from peft import LoraConfig, get_peft_model
        from transformers import Trainer, TrainingArguments

        def main(base, rows, seed):
            model = get_peft_model(base, LoraConfig(r=8))  # <- here
            trainer = Trainer(
                args=TrainingArguments("out", seed=seed),
                model=model,
                train_dataset=rows,
            )
            trainer.train()
        """,
        # The helper comes too late.
        """
        import numpy as np

        def set_seed(seed):
            np.random.seed(seed)

        def main():
            order = np.random.permutation(10)  # <- here
            set_seed(0)
            return order
        """,
        Example(
            """
            from torch import nn, optim
            from lightning import seed_everything
            from model import Net

            net = Net().to("cpu")  # <- here
            seed_everything(1)
            best = optim.SGD(net.parameters(), lr=0.1)
            """,
            files={
                "model.py": """
                from torch import nn

                class Base(nn.Module):
                    pass

                class Net(Base):
                    pass
                """
            },
        ),
    )

    def __init__(self, file: SourceFile) -> None:
        super().__init__(file)
        self._reported: set[int] = set()

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        name = self.file.resolve(node.func)
        stream = DRAWS.get(name)
        if stream is None and not self._is_model(name) and not self._is_adapter(node, name):
            return
        if stream is not None and self._is_left_out(node):
            return
        if stream is None and is_loaded_before_use(self.file, node):
            return
        line = late_seed(self.file, node, stream or TORCH)
        if line is None or self._is_for_something_else(node, line, stream is None):
            return
        if not self._is_first(node):
            return
        short = name.rpartition(".")[2]
        done = f"`{name}` draws" if stream is not None else f"`{short}` gets its first weights"
        sure: Confidence = "high"
        if stream is not None and not changes_its_argument(node) and is_only_looked_at(self.file, node):
            sure = "low"
        elif self.file.is_notebook:  # a model that is only looked at is made there as well
            sure = "medium" if stream is not None else "low"
        elif depends_on_no_value(self.file, node) or self._is_of_repeated_test(node):
            sure = "low"
        yield Problem(node, f"{done} before the seed in line {line}", sure)

    def _is_of_repeated_test(self, node: cst.Call) -> bool:
        """Whether a test seeds before each of two runs that it compares: what both have may be anything."""
        seeds = [c.target for c in self.file.scope(node).calls if c.kind == "call" and c.target in SEEDERS]
        return is_test_path(self.file.facts.path) and len(seeds) > len({*seeds})

    def _is_for_something_else(self, node: cst.Call, line: int, is_model: bool) -> bool:
        """Whether the seed is not meant for this: it is made again, or done with before; of a draw, both."""
        told = self._is_made_again(node, line), self._is_only_shown(node, line)
        return any(told) if is_model else all(told)

    def _is_only_shown(self, node: cst.Call, line: int) -> bool:
        """Whether a model is looked at before the seed and never again, and nothing trains it."""
        assign = self.file.enclosing(node, cst.Assign)
        target = targets_of(assign)[0] if assign is not None else None
        if assign is None or not isinstance(target, cst.Name):
            return False
        uses = later_uses(self.file, assign, target.value)
        return bool(uses) and all(
            self.file.position(use).line < line and not self._may_train(use) for use in uses
        )

    def _may_train(self, use: cst.CSTNode) -> bool:
        """Whether a use may lead to other weights: an optimizer gets them, or something trains or is kept."""
        method = self.file.parent(use)
        if isinstance(method, cst.Attribute) and "parameters" in method.attr.value:
            return True
        statement = next((a for a in self.file.ancestors(use) if isinstance(a, cst.BaseStatement)), None)
        return statement is None or any(
            isinstance(part, cst.Call) and works(part) for part in self.file.below(statement)
        )

    def _is_made_again(self, node: cst.Call, line: int) -> bool:
        """Whether the name gets another model after the seed: then the seed is meant for that one."""
        name = holder_of(self.file, node)
        if name is None:
            return False
        stores = (n for n in occurrences(self.file, self.file.function(node), name) if is_store(self.file, n))
        return any(self.file.position(store).line > line for store in stores)

    def _is_left_out(self, node: cst.Call) -> bool:
        generator = argument(node, "generator")
        given = generator is not None and not is_none(generator)
        if given or import_moment(self.file, node) is not None or is_a_seed(self.file, node):
            return True
        if comes_to_nothing(self.file, node):
            return True
        return isinstance(self.file.parent(node), cst.Expr) and not changes_its_argument(node)

    def _is_model(self, name: str) -> bool:
        if name.startswith("torch.nn."):
            return name.rpartition(".")[2] in LAYERS
        if not name or not self.file.inherits(name, MODULES):
            return False
        return bool(self.file.ask("makes-weights", name))

    def _is_adapter(self, node: cst.Call, name: str) -> bool:
        """Whether a model gets more layers where the function says a seed, and leaves none to a default."""
        return name in ADAPTERS and any(call.told for call in self.file.scope(node).calls)

    def _is_first(self, node: cst.Call) -> bool:
        """Of several layers made in one statement, one is reported."""
        statement = self.file.enclosing(node, cst.SimpleStatementLine)
        if id(statement) in self._reported:
            return False
        self._reported.add(id(statement))
        return True
