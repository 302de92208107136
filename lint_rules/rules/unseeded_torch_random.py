from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import argument, is_none
from lint_rules.analysis.tree.moments import unseeded_draw
from lint_rules.analysis.tree.overwritten import is_loaded_over
from lint_rules.analysis.tree.values import origins
from lint_rules.knowledge.streams import (
    TORCH,
    TORCH_DEVICE,
    TORCH_DRAW_METHODS,
    TORCH_DRAWS,
    TORCH_SAMPLE_METHODS,
)
from lint_rules.rule import Example, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator


class UnseededTorchRandom(SourceRule):
    """Draw from torch's default generator that no seeding reaches.

    ## What it does

    Reports an explicit draw (`torch.randn`, `torch.randperm`, `tensor.normal_()`, `nn.init.xavier_uniform_`)
    without a `generator` when nothing that may run before it seeds torch, in whatever file. Layers that draw
    when they are built are not reported.

    Draws at import are left to REP111, draws before a seed of the same function to REP109. The confidence is
    high where a program or a test of the project comes to the draw, and medium in code that only others call.
    It is low in a test that no value can make fail, in a package of which a run seeds torch, where a program
    that seeds imports the file, itself or through others, and no call is seen to come there, in a file that
    is left over (no program imports it, and one that seeds imports others of its folder), for initial values
    that a constructor loads others over, for an array whose items a loop then replaces, and where a draw only
    picks what is shown.

    ## Why is this bad?

    torch seeds its default generator from the system's entropy in every process, so each run draws other
    numbers.

    ## Example

    ```python
    import torch

    weights = torch.randn(3, 4)
    ```

    ## Use instead

    ```python
    import torch

    generator = torch.Generator().manual_seed(0)
    weights = torch.randn(3, 4, generator=generator)
    ```
    """

    code = "REP103"
    name = "unseeded-torch-random"
    markers = (b"torch",)
    follows_names = True
    unseeded = TORCH
    calls = TORCH_DRAWS
    methods = TORCH_DRAW_METHODS | TORCH_SAMPLE_METHODS

    valid = (
        # It seeds from 0 when nothing is said.
        """
        import torch
        from lightning.pytorch.cli import LightningCLI

        class Cli(LightningCLI):
            pass

        def main():
            Cli(Model)

        def noise():
            return torch.randn(3)

        main()
        """,
        "import torch, zero\nzero.set_randomness(0)\nx = torch.rand(3)\n",
        "import scvi, torch\nscvi.settings.seed = 0\nx = torch.rand(3)\n",
        """
        import torch
        from scvi import settings

        def main(seed):
            settings.seed = seed
            return torch.rand(3)
        """,
        "import torch\n\ndef act(policy, memory):\n    return policy.sample(), memory.sample(32)\n",
        "import torch\ntorch.manual_seed(0)\nx = torch.randn(3)\n",
        "import torch\ng = torch.Generator()\nx = torch.randn(3, generator=g)\n",
        "import torch\n\ndef f(g):\n    return torch.randperm(4, generator=g)\n",
        "import torch\nx = torch.zeros(3)\ny = torch.nn.Linear(2, 2)\n",
        "import torch\ntorch.cuda.manual_seed_all(0)\nx = torch.rand(3, device='cuda')\n",
        "import torch\ntorch.set_rng_state(state)\nx = torch.rand_like(y)\n",
        "from torch import manual_seed, nn\nmanual_seed(0)\nnn.init.normal_(w)\n",
        "import torch\nimport lightning as L\nL.seed_everything(1)\nx = torch.rand(3)\n",
        # The methods of something that is no tensor.
        "def f(model):\n    model.normal_()\n",
        "import torch\n\ndef f(**options):\n    return torch.rand(3, **options)\n",
        """
        import torch
        from torch import nn

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.w = nn.Parameter(torch.empty(3))
                nn.init.uniform_(self.w)

            def forward(self, x):
                return x + torch.randn_like(x)

        def main():
            torch.manual_seed(0)
            net = Net()
            return net(torch.ones(3))

        main()
        """,
        Example(
            "import torch\n\ndef noise(x):\n    return torch.randn_like(x)\n",
            path="models/noise.py",
            files={
                "models/__init__.py": "",
                "utils/__init__.py": "",
                "utils/repro.py": """
                import torch

                def seed(value):
                    torch.manual_seed(value)
                """,
                "main.py": """
                from models.noise import noise
                from utils import repro

                repro.seed(0)
                noise(1)
                """,
            },
        ),
        # Only the shape of what comes out is asked for.
        """
        import torch
        from torchsummary import summary

        def test():
            x = torch.randn(1, 3, 32, 32).cuda()
            y, features = net(x)
            print(y.size(), features[0].shape)
            print(net(torch.randn(1, 3)).shape == x.shape)
            flops, params = profile(net, inputs=(torch.rand(1, 3),))
            torch.onnx.export(net, torch.randn(1, 3), "net.onnx")
            net(torch.rand(3))
            net.forward(torch.rand(3))
            unused = net(torch.rand(3))
            out = policy(torch.rand(3))
            assert out.mean.shape == (2,)
            size = images[torch.randint(9, (1,))].shape
            dummy_input = torch.randn(1, 3)
            trace(net, dummy_input)
            net.predict(torch.randn(1, 3))
            x = torch.randn(3)
            self.assertRaises(ValueError, net, x)

        def make_dot(var):
            return len(var.size())

        # In another function, or in a loop of its own, it is another variable.
        x = torch.randn(1, 28 * 28)
        code = net(x)
        print(code.shape)

        def to_image(x):
            return x.clamp(0, 1)

        for x, code in rows:
            show(x, to_image(code))

        # At the top of a program, too.
        graph = make_dot(net(torch.rand(3)))
        inputs = torch.randn(100, 50).cuda()
        y = net(inputs, torch.rand(3))
        print(f"{y.shape}", y.shape)
        """,
    )
    invalid = (
        "import torch\nimport mine\nmine.settings.seed = 0\nx = torch.rand(3)  # <- here\n",
        "from torch_geometric.nn.inits import glorot\nglorot(weight)  # <- here\n",
        """
        import torch

        def test():
            for z in batches:
                print(net(z + torch.randn(3)))  # <- here
        """,
        Example(
            """
            import torch

            class Net(torch.nn.Module):
                pass

            if __name__ == "__main__":
                net = train(Net(), torch.randn(2, 3))  # <- here
                torch.save(net, "net.pt")
            """,
            path="models/net.py",
            files={"main.py": "from models.net import Net\nprint(Net())\n", "models/__init__.py": ""},
        ),
        """
        import torch
        from timm.models.layers import trunc_normal_

        def init(module):
            trunc_normal_(module.weight, std=0.02)  # <- here
        """,
        "import torch\n\ndef noise(*shape):\n    return torch.randn(*shape, device='cpu')  # <- here\n",
        "import torch\n\ndef init(m):\n    torch.nn.init.kaiming_normal(m.weight)  # <- here\n",
        """
        import torch

        def test():
            x = torch.randn(1, 3, 32, 32)  # <- here
            y = net(x)
            print(y.size())
            print(y)
            net.fit(torch.rand(3))  # <- here
            train(torch.rand(3))  # <- here
            print(torch.rand(3))  # <- here

        def train(x):
            return x

        out = net(torch.rand(3))  # <- here
        print(out.shape, out)
        """,
        """
        import torch
        from torch.distributions import Categorical

        def act(logits):
            policy = Categorical(logits=logits)
            action = policy.sample()  # <- here
            return action, torch.distributions.Normal(0, 1).rsample()  # <- here
        """,
        "import torch\nx = torch.randn(3)  # <- here\n",
        "import torch as T\nx = T.rand(3)  # <- here\n",
        "from torch import randperm\norder = randperm(10)  # <- here\n",
        "import torch\nx = torch.rand(3, generator=None)  # <- here\n",
        "import torch.nn as nn\nnn.init.xavier_uniform_(w)  # <- here\n",
        "from torch.nn.init import kaiming_normal_\nkaiming_normal_(w, mode='fan_out')  # <- here\n",
        "import torch\nw = torch.empty(3).normal_(0, 0.02)  # <- here\n",
        "import torch\n\ndef init(m):\n    m.weight.data.uniform_(-1, 1)  # <- here\n",
        "import torch\nimport numpy as np\nnp.random.seed(0)\nmask = torch.bernoulli(p)  # <- here\n",
        # Seeding the accelerators leaves the CPU's generator as it was.
        "import torch\ntorch.cuda.manual_seed(0)\nx = torch.randn(3)  # <- here\n",
        "import torch\nx = torch.randint(  # <- here\n    0,\n    9,\n    (3,),\n)\n",
        "import torch\nxs = [torch.randn(2) for _ in range(3)]  # <- here\n",
        """
        import torch

        class Net(torch.nn.Module):
            def forward(self, x):
                def noisy(y):
                    return y + torch.randn_like(y)  # <- here
                return noisy(x)
        """,
        """
        import torch

        async def sample(probs):
            return torch.multinomial(probs, 1)  # <- here
        """,
    )

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        name = self._draw(node)
        if name is None or any(arg.star == "**" for arg in node.args):  # a generator comes by keyword
            return
        generator = argument(node, "generator")
        if generator is not None and not is_none(generator):
            return
        streams = [TORCH, TORCH_DEVICE] if argument(node, "device") is not None else [TORCH]
        found = unseeded_draw(self.file, node, *streams)
        if found is not None:
            message = f"`{name}` draws from torch's default generator, and {found.reason}"
            sure = "low" if is_loaded_over(self.file, node) else found.confidence
            yield Problem(node, message, sure)

    def _is_distribution(self, node: cst.BaseExpression) -> bool:
        return any(origin.startswith("torch.distributions.") for origin in origins(self.file, node))

    def _draw(self, node: cst.Call) -> str | None:
        name = self.file.resolve(node.func)
        if name in TORCH_DRAWS:
            return name
        if not name and isinstance(node.func, cst.Attribute) and self.file.imports("torch"):
            method = node.func.attr.value
            if method in TORCH_DRAW_METHODS and not _is_of_numpy(node, method):
                return f".{method}()"
            if method in TORCH_SAMPLE_METHODS and self._is_distribution(node.func.value):
                return f".{method}()"
        return None


def _is_of_numpy(call: cst.Call, method: str) -> bool:
    """`rng.multinomial(3, weights)`: a tensor holds the weights itself."""
    return method == "multinomial" and len([arg for arg in call.args if arg.keyword is None]) > 1
