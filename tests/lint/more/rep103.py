"""More examples of REP103: what is only tried, or of low confidence."""

from lint_rules.rule import Example

_FLOW = """
import torch
from torch import nn

class Flow(nn.Module):
    def loss(self, x):
        return (x + torch.randn_like(x)).mean()  # <- here
"""

VALID: tuple[Example | str, ...] = (
    # Room for what a loop then puts in, all of it.
    """
    import torch

    def load_all(paths):
        cache = torch.rand(size=(len(paths), 3))
        for i, path in enumerate(paths):
            cache[i, ...] = load(path)
        return cache

    class Images:
        def fill(self, folders, count):
            self.cache = torch.rand(count, 3)
            start = 0
            for folder in folders:
                items = load_all(folder)
                self.cache[start : start + len(items), ...] = items
                start += len(items)

    def mean(first, second, n):
        both = torch.rand(n, n)
        for i in range(n):
            for j, (one, other) in enumerate(zip(first[i], second[i])):
                both[i][j] = (one + other) / 2
        return both
    """,
    # What is prepared for tests that no value can make fail.
    Example(
        """
        import torch
        import unittest

        class TestNet(unittest.TestCase):
            def setUp(self):
                self.x = torch.rand(2, 3)

            def test_shape(self):
                self.assertEqual(net(self.x).shape, (2, 1))

            def test_type(self):
                self.assertIs(type(net(self.x)), torch.Tensor)
        """,
        path="tests/test_net.py",
    ),
    # A fixture gives the model, under its own name.
    Example(
        """
        import pytest
        import torch
        from blocks import Block

        @pytest.fixture
        def block():
            return Block(3)

        def test_backward(block):
            x = torch.randn(2, 3, requires_grad=True)
            block(x).sum().backward()
            assert x.grad is not None
        """,
        path="tests/test_block.py",
    ),
    # A model is tried in one go, and nothing is left behind.
    """
    import torch

    @torch.no_grad()
    def check_model(model, device="cpu", duration: int = 2048):
        model.train()
        batch = dict(eeg=torch.randn(2, duration, 19).to(device))
        show_shapes("input", batch)
        show_shapes("output", model(batch))
    """,
    # Only the shapes of what a model gives are asked for, one by one.
    """
    import torch

    def main(model, student):
        data = torch.randn(2, 3, 32, 32)
        features, _ = model(data, is_feat=True)
        shapes = [f.shape for f in features[1:-1]]
        for feature in features:
            print(feature.size())
        return connect(shapes, len(features[1:]), features[-1].shape[1])
    """,
    # What stands in for an input, and is asked for its shape.
    """
    import torch

    class Net(torch.nn.Module):
        def __init__(self):
            self.example_input_array = torch.randn(1, 3)

        def _make_tracing_inputs(self, n):
            return [torch.randn(3) for _ in range(n)]
    """,
    # A smoke test with options, in a module that others import.
    Example(
        """
        import argparse
        import torch

        class Net(torch.nn.Module):
            pass

        if __name__ == "__main__":
            parser = argparse.ArgumentParser()
            args = parser.parse_args()
            data = torch.LongTensor(9).random_(0, args.size)
            for batch in data:
                print(Net()(batch))
        """,
        files={"train.py": "from example import Net\n"},
    ),
    "import torch\n\ndef f(rng, weights):\n    return torch.tensor(rng.multinomial(3, weights))\n",
    # A module tries itself.
    """
    import torch

    def test_densenet():
        net = densenet()
        y = net(torch.randn(1, 3, 32, 32))
        print(y)

    # test_densenet()
    """,
    Example(
        """
        import torch

        class Net(torch.nn.Module):
            pass

        if __name__ == "__main__":
            x = torch.randn(2, 3)
            for _ in range(3):
                print(Net()(x + torch.rand(3)))
        """,
        path="models/net.py",
        files={"main.py": "from models.net import Net\nprint(Net())\n", "models/__init__.py": ""},
    ),
    Example(
        """
        import torch

        class Sampler:
            pass

        if __name__ == "__main__":
            sampler = Sampler(torch.randn(2, 3))
            for task in sampler:
                print(task)
        """,
        path="data/samplers.py",
        files={"data/__init__.py": ""},
    ),
    # A test that asks for shapes, types and keys only, or for nothing at all.
    Example(
        """
        import pytest
        import torch

        class TestLoss:
            def test_form(self):
                x = torch.rand(3, 4)
                out = model(x)
                assert isinstance(out, torch.Tensor) and out.shape == (3, 4)
                assert "loss" in out and len(out) == 3 and not out.requires_grad
                assert all(v.dtype == torch.float for v in out.values())
                self.assertEqual(out.size(), (3, 4))
                assert out is not None

        def test_runs():
            model.fit(torch.rand(3))

        def test_fails():
            data = {"x": torch.rand(3), "y": torch.rand(4)}
            with pytest.raises(ValueError):
                model(data)

        def test_fails_with_a_part():
            x = torch.rand(4, 4).to(device)
            rows = x[::2]
            with pytest.raises(ValueError):
                model(rows)
        """,
        path="tests/test_loss.py",
    ),
    # The package seeds by itself, where it is told to, and makes its models from a registry.
    Example(
        """
        import torch

        class Net(Base):
            def build(self):
                self.w = torch.rand(3)
        """,
        path="pkg/nets.py",
        files={
            "pkg/__init__.py": "",
            "pkg/model.py": """
            import torch
            from pkg.registry import find

            class Model:
                def fit(self, data):
                    torch.manual_seed(self.config.seed)
                    self.net = find(self.config.name)()
            """,
            "pkg/registry.py": "def find(name):\n    return TABLE[name]\n",
            "tests/test_nets.py": "from pkg.nets import Net\n\ndef test_net():\n    Net().build()\n",
        },
    ),
    # A runner that seeds all streams when it starts; what it runs is made elsewhere.
    Example(
        "import torch\n\ndef noise(x):\n    return torch.randn_like(x)\n",
        path="pkg/noise.py",
        files={
            "pkg/__init__.py": "",
            "pkg/seeds.py": """
            import random, torch

            def set_seed(seed):
                random.seed(seed)
                torch.manual_seed(seed)
            """,
            "pkg/runner.py": """
            from pkg.seeds import set_seed

            class Runner:
                def prepare(self):
                    set_seed(self.seed)
                    self.algorithm.initialize()
            """,
        },
    ),
    # The class in front seeds, and then calls what is left to the classes behind it.
    Example(
        """
        import torch
        from pkg.base import Base

        class Case(Base):
            def apply(self, model):
                return model(torch.rand(3))

        print(Case().run(model))
        """,
        path="case.py",
        files={
            "pkg/__init__.py": "",
            "pkg/base.py": """
            import torch

            class Base:
                def run(self, model):
                    torch.manual_seed(3)
                    return self.apply(model)

                def apply(self, model):
                    raise NotImplementedError
            """,
        },
    ),
    # The name of a file at the top of the project, which a package has for a folder of its own.
    Example(
        "import torch\n\ndef init(w):\n    torch.nn.init.xavier_normal_(w)\n",
        path="utils.py",
        files={
            "main.py": """
            import torch
            from models import define

            torch.manual_seed(0)
            define.make()
            """,
            "models/__init__.py": "",
            "models/define.py": "import utils\n\ndef make():\n    utils.init(w)\n",
            "models/utils/__init__.py": "",
            "models/utils/modules.py": "",
        },
    ),
    """
    import torch

    class Distance(torch.nn.Module):
        def __init__(self, pretrained=True):
            self.alpha = torch.nn.Parameter(torch.randn(3))
            if pretrained:
                self.alpha.data = torch.load("weights.pt")["alpha"]
    """,
)
INVALID: tuple[Example | str, ...] = (
    # What comes back is not the point.
    """
    import torch

    def init(layer):
        weight = torch.nn.init.normal_(layer.weight)  # <- here
    """,
    # Some items stay as they were drawn, or come into what replaces them.
    """
    import torch

    def replace(values, chosen, n):
        some = torch.rand(n)  # <- here
        for i in chosen:
            some[i] = values[i]
        first = torch.rand(n)  # <- here
        for i in range(3):
            first[i] = 0
        walk = torch.randn(n)  # <- here
        for i in range(n):
            walk[i] = walk[i] * 2
        held = torch.rand(n)  # <- here
        for i, value in enumerate(values):
            if value > 0:
                held[i] = value
        return some, first, walk, held
    """,
    # The evaluation that seeds is run by another program: that others import the package of it says nothing.
    Example(
        _FLOW,
        path="models/flow.py",
        files={
            "models/__init__.py": "from models.flow import Flow\n",
            "scores/__init__.py": "from scores.probe import run_probe\nfrom scores.mean import mean\n",
            "scores/mean.py": "def mean(x):\n    return x.mean()\n",
            "scores/probe.py": """
            import torch

            def run_probe(model):
                torch.manual_seed(0)
                return model.fit()
            """,
            "evaluate.py": "from scores import run_probe\n\nif __name__ == '__main__':\n    run_probe(1)\n",
            "train.py": """
            from models import Flow
            from scores import mean

            if __name__ == "__main__":
                flow = Flow()
                print(mean(flow.loss(1)))
            """,
        },
    ),
    # A function that seeds and that nobody calls.
    Example(
        _FLOW,
        path="models/flow.py",
        files={
            "models/__init__.py": "",
            "models/old.py": """
            import random
            import torch

            def instantiate(name):
                random.seed(1)
                torch.manual_seed(1)
            """,
            "train.py": """
            from models.flow import Flow

            if __name__ == "__main__":
                print(Flow().loss(1))
            """,
        },
    ),
    Example(
        """
        import torch
        import unittest

        class TestNet(unittest.TestCase):
            def setUp(self):
                self.x = torch.rand(2, 3)  # <- here

            def test_shape(self):
                self.assertEqual(net(self.x).shape, (2, 1))

            def test_small(self):
                self.assertLess(net(self.x).sum(), 3)
        """,
        path="tests/test_net.py",
    ),
    # What an export runs the model with is no matter, but what it chooses may be.
    Example(
        "import torch\nrun(torch.rand(3))\nrows = rows[torch.randperm(9)]  # <- here\nfit(rows)\n",
        path="tools/export_onnx.py",
    ),
    """
    import torch

    def check_model(model, rounds):
        return model(torch.randn(2, 3))  # <- here

    def check_data(model):
        fit(model, torch.randn(2, 3))  # <- here

    def main(model):
        features = model(torch.randn(2, 3))  # <- here
        return [f.shape for f in features], [2 * f for f in features]
    """,
    "import torch\ncount = torch.binomial(total, share)  # <- here\n",
    "import torch\n\ndef act(scores):\n    return torch.softmax(scores, 0).multinomial(1)  # <- here\n",
    # A program of the package seeds for itself; another one does not.
    Example(
        """
        import torch

        class Net:
            def sample(self):
                return torch.rand(3)  # <- here
        """,
        path="pkg/net.py",
        files={
            "pkg/__init__.py": "",
            "pkg/examples/__init__.py": "",
            "pkg/examples/a.py": "import torch\n\ndef main():\n    torch.manual_seed(0)\n\nmain()\n",
            "pkg/examples/b.py": "from pkg.net import Net\n\ndef main():\n    Net().sample()\n\nmain()\n",
        },
    ),
    # What fits a model shuffles by the way, with a seed that a caller may give.
    Example(
        "import torch\n\ndef noise(x):\n    return torch.randn_like(x)  # <- here\n",
        path="pkg/noise.py",
        files={
            "pkg/__init__.py": "",
            "pkg/data.py": """
            import torch

            def shuffle(x, seed=None):
                if seed:
                    torch.manual_seed(seed)
                return x[torch.randperm(len(x))]
            """,
            "pkg/tree.py": """
            from pkg.data import shuffle

            class Tree:
                def fit(self, x):
                    return shuffle(x, self.seed)
            """,
        },
    ),
    # One function of the package seeds one stream, for itself.
    Example(
        "import torch\n\ndef noise(x):\n    return torch.randn_like(x)  # <- here\n",
        path="pkg/noise.py",
        files={
            "pkg/__init__.py": "",
            "pkg/project.py": """
            import torch

            def projections(n, seed):
                torch.manual_seed(seed)
                return torch.rand(n)
            """,
        },
    ),
    # What is asserted depends on values, here or in a helper.
    Example(
        """
        import torch

        def helper(out):
            assert (out > 0).all()

        def test_value():
            x = torch.rand(3)  # <- here
            assert torch.allclose(model(x), x)

        def test_helper():
            helper(torch.rand(3))  # <- here

        class TestNet:
            def test_checked(self):
                self.check(torch.rand(3))  # <- here

            def test_size(self):
                out = model(torch.rand(3))  # <- here
                self.assertEqual(out.size(), (3,))
                self.assertGreater(out.sum(), 0)
        """,
        path="tests/test_loss.py",
    ),
    """
    import torch

    class Net(torch.nn.Module):
        def __init__(self, pretrained=False):
            self.alpha = torch.nn.Parameter(torch.randn(3))  # <- here
            if pretrained:
                self.load_state_dict(torch.load("weights.pt"))
    """,
)
