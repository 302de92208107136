from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import UNSEEN, argument, constant, is_open
from lint_rules.analysis.tree.first_use import first_use
from lint_rules.analysis.tree.moments import is_only_tried
from lint_rules.analysis.tree.names import is_reference
from lint_rules.analysis.tree.seeds import seeding_change
from lint_rules.analysis.tree.spread import spread
from lint_rules.analysis.tree.values import parts, surely_none, value_of
from lint_rules.knowledge.loaders import LOADERS
from lint_rules.knowledge.streams import NUMPY, PYTHON, TORCH
from lint_rules.rule import Change, Example, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

_INIT = ("worker_init_fn", "generator", "multiprocessing_context")


class UnseededDataloaderWorkers(SourceRule):
    """Loader workers that draw from `random` or numpy and that nothing seeds.

    ## What it does

    Reports a `DataLoader` with workers whose dataset, transform or collate function draws from the global
    stream of `random` or numpy, when it has neither `worker_init_fn` nor `generator` and nothing seeds torch.

    ## Why is this bad?

    Each worker is a process of its own. torch seeds `random` and numpy there from a number that it draws from
    its default generator, so `random.seed(0)` and `np.random.seed(0)` in the main process do not count.
    (Before torch 1.9 workers did not seed numpy at all, and all of them drew the same numbers.)

    ## Example

    ```python
    random.seed(0)
    loader = DataLoader(Augmented(), num_workers=4)
    ```

    ## Use instead

    ```python
    generator = torch.Generator().manual_seed(0)
    loader = DataLoader(Augmented(), num_workers=4, generator=generator)
    ```

    ## Fix safety

    The fix adds a generator, with the seed in scope or 0. It is unsafe where the loader may be made more than
    once: every one would draw the same numbers.
    """

    code = "REP107"
    name = "unseeded-dataloader-workers"
    markers = (b"num_workers",)
    follows_names = True
    calls = frozenset(LOADERS)

    valid = (
        # What the arguments are called says nothing of what they are.
        """
        import random
        from torch.utils.data import DataLoader
        from torchvision.datasets import CIFAR10

        def train(loader):
            return random.random()

        loader = DataLoader(CIFAR10("data", train=True), num_workers=2)
        other = DataLoader(sets.train, num_workers=2)
        """,
        # One process, and its streams are seeded or not at the draw.
        """
        import random
        from torch.utils.data import DataLoader, Dataset

        class Data(Dataset):
            def __getitem__(self, index):
                return random.random()

        loader = DataLoader(Data(), batch_size=4)
        none = DataLoader(Data(), num_workers=0)
        """,
        """
        import random
        import torch
        from torch.utils.data import DataLoader, Dataset

        class Data(Dataset):
            def __getitem__(self, index):
                return random.random()

        g = torch.Generator().manual_seed(0)
        loader = DataLoader(Data(), num_workers=2, generator=g)
        seeded = DataLoader(Data(), num_workers=2, worker_init_fn=seed_worker)
        """,
        """
        import random
        import torch
        from torch.utils.data import DataLoader, Dataset

        class Data(Dataset):
            def __getitem__(self, index):
                return random.random()

        torch.manual_seed(0)
        loader = DataLoader(Data(), num_workers=2)
        """,
        # The dataset does not draw, or draws from a generator of its own.
        """
        import random
        import numpy as np
        from torch.utils.data import DataLoader, Dataset

        class Data(Dataset):
            def __init__(self, seed):
                self.rng = np.random.default_rng(seed)

            def __getitem__(self, index):
                return self.rng.random()

        order = random.random()
        loader = DataLoader(Data(0), num_workers=4)
        """,
        # It seeds what it draws from.
        """
        import random
        from torch.utils.data import DataLoader, Dataset

        class Data(Dataset):
            def __getitem__(self, index):
                random.seed(index)
                return random.random()

        loader = DataLoader(Data(), num_workers=4)
        """,
        # A sampler draws in the main process; of it, the workers run only the method that collates.
        """
        import random
        from torch.utils.data import DataLoader
        from torchvision.datasets import Omniglot

        class Tasks:
            def __init__(self, labels):
                self.labels = labels

            def __iter__(self):
                yield random.sample(self.labels, 5)

            def collate(self, items):
                return sorted(items)

        tasks = Tasks(labels)
        loader = DataLoader(Omniglot("data"), batch_sampler=tasks, num_workers=2, collate_fn=tasks.collate)
        """,
        # What is loaded cannot be seen.
        "from torch.utils.data import DataLoader\n\ndef f(d):\n    return DataLoader(d, num_workers=3)\n",
    )
    invalid = (
        """
        import random
        from torch.utils.data import DataLoader, Dataset

        class Data(Dataset):
            def __getitem__(self, index):
                return random.random()

        random.seed(0)
        loader = DataLoader(Data(), num_workers=2)  # <- here
        """,
        """
        import numpy as np
        import torch.utils.data as data

        def jitter(x):
            return x + np.random.normal()

        class Data(data.Dataset):
            def __getitem__(self, index):
                return self.load(index)

            def load(self, index):
                return jitter(index)

        def main(args):
            train = Data()
            return data.DataLoader(train, num_workers=args.workers, worker_init_fn=None)  # <- here
        """,
        """
        import random
        from torch.utils.data import DataLoader, Dataset

        class Data(Dataset):
            def __getitem__(self, index):
                return random.random()

        class Module:
            def setup(self):
                self.train = Data()

            def train_dataloader(self):
                return DataLoader(self.train, num_workers=4)  # <- here
        """,
        """
        import numpy as np
        from torch.utils.data import DataLoader, Dataset

        class Data(Dataset):
            def __getitem__(self, index):
                return np.random.rand()

        options = {"num_workers": 2}
        loader = DataLoader(Data(), **options)  # <- here
        """,
        # A step of what the items go through draws.
        """
        import random
        from torch.utils.data import DataLoader
        from torchvision.datasets import ImageFolder
        from torchvision.transforms import Compose

        class Blur:
            def __call__(self, image):
                return image if random.random() < 0.5 else blurred(image)

        class Augment:
            def __init__(self):
                self.transform = Compose([Blur()])

            def __call__(self, image):
                return self.transform(image)

        loader = DataLoader(ImageFolder("train", Augment()), num_workers=2)  # <- here
        """,
        # The collate function draws.
        """
        import numpy as np
        from torch.utils.data import DataLoader

        def mix(batch):
            return np.random.permutation(batch)

        loader = DataLoader(items, num_workers=1, collate_fn=mix)  # <- here
        """,
        """
        import numpy as np
        from torch.utils.data import DataLoader

        class Mixing:
            def collate(self, batch):
                return np.random.permutation(batch)

        mixing = Mixing()
        loader = DataLoader(items, num_workers=1, collate_fn=mixing.collate)  # <- here
        """,
        Example(
            """
            from torch.utils.data import DataLoader
            from torchvision.datasets import CIFAR10
            from torchvision.transforms import Compose
            from augment import Flip

            def loaders():
                transform = Compose([Flip(0.5)])
                data = CIFAR10("data", transform=transform)
                return DataLoader(data, shuffle=True, num_workers=4)  # <- here
            """,
            files={
                "augment.py": """
                import random

                class Flip:
                    def __init__(self, p):
                        self.p = p

                    def __call__(self, image):
                        return image if random.random() > self.p else image[::-1]
                """
            },
        ),
    )

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        if self.file.resolve(node.func) not in LOADERS:
            return
        call = spread(self.file, node)
        if is_open(call) or not self._has_workers(call):
            return
        if any(self._is_given(call, name) for name in _INIT) or self._is_seeded(node):
            return
        draw = self._draw(call)
        if draw is not None and not is_only_tried(self.file, node):
            message = (
                f"workers draw from `{draw[0]}` in `{draw[1]}`, and take their seed from torch, "
                "which nothing seeds"
            )
            change = seeding_change(self.file, node, "generator", "torch.Generator().manual_seed({})")
            fix = Change(change.message, change.replacements, change.safe, ("torch",))
            yield Problem(node, message, fix=fix)

    def _is_seeded(self, node: cst.Call) -> bool:
        return self.file.is_seeded(first_use(self.file, node), TORCH)

    def _is_given(self, node: cst.Call, name: str) -> bool:
        value = argument(node, name)
        return value is not None and not surely_none(self.file, value)

    def _has_workers(self, node: cst.Call) -> bool:
        count = argument(node, "num_workers", 5)
        if count is None:
            return False
        seen = constant(value_of(self.file, count))
        return seen is UNSEEN or (isinstance(seen, int) and seen > 0)

    def _draw(self, node: cst.Call) -> tuple[str, str] | None:
        """What the dataset draws, or anything that it or the loader is made with."""
        for argument_name, index in (("dataset", 0), ("collate_fn", 6)):
            value = argument(node, argument_name, index)
            method = self._method(value) if argument_name == "collate_fn" else ""
            if method:
                return self.file.draw_in(method, (PYTHON, NUMPY))
            for part in parts(self.file, value) if value is not None else ():
                target = self.file.resolve(part) if is_reference(self.file, part) else ""
                draw = self.file.draw_in(target, (PYTHON, NUMPY))
                if draw is not None:
                    return draw
        return None

    def _method(self, node: cst.CSTNode | None) -> str:
        """The full name of a method of an object that is seen to be made: only that runs in the workers."""
        if not isinstance(node, cst.Attribute):
            return ""
        made = value_of(self.file, node.value)
        owner = self.file.resolve(made.func) if isinstance(made, cst.Call) else ""
        return f"{owner}.{node.attr.value}" if owner else ""
