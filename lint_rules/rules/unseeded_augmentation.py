from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.arguments import argument, constant, is_open
from lint_rules.analysis.tree.seeds import seeding_change
from lint_rules.analysis.tree.values import parts, surely_none
from lint_rules.knowledge.augmentation import (
    ALBUMENTATIONS,
    IMGAUG_PIPELINES,
    IMGAUG_SAME_EVERY_TIME,
    NO_TRANSFORMS,
    PIPELINES,
    SAME_EVERY_TIME,
    SAME_IF_ALWAYS,
)
from lint_rules.knowledge.streams import IMGAUG, NUMPY, PYTHON
from lint_rules.rule import Example, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

# Since then albumentations keeps streams of its own.
_OWN_STREAMS = "1.4.19"


class UnseededAugmentation(SourceRule):
    """Augmentation pipeline of albumentations or imgaug without a seed.

    ## What it does

    Reports `albumentations.Compose` without `seed`, when it holds a random transform, and imgaug's pipelines
    without `seed`, when neither imgaug nor numpy is seeded before. Where Python's and numpy's streams are
    seeded and the project asks for albumentations before 1.4.19, which draws from them, it is silent.

    ## Why is this bad?

    The model sees other images in every run. albumentations keeps streams of its own since 1.4.19, which
    start from entropy: `random.seed` and `np.random.seed` do not reach them.

    ## Example

    ```python
    augment = A.Compose([A.HorizontalFlip(p=0.5), ToTensorV2()])
    ```

    ## Use instead

    ```python
    augment = A.Compose([A.HorizontalFlip(p=0.5), ToTensorV2()], seed=0)
    ```

    ## Fix safety

    The fix adds the seed in scope, or 0. It is unsafe where the pipeline may be made more than once, and for
    albumentations before 1.4.19, which has no such argument.
    """

    code = "REP114"
    name = "unseeded-augmentation"
    markers = (b"albumentations", b"imgaug")
    follows_names = True
    packages = MappingProxyType(
        {**dict.fromkeys(sorted(ALBUMENTATIONS), PIPELINES), "imgaug": IMGAUG_PIPELINES}
    )

    valid = (
        "import albumentations as A\nt = A.Compose([A.HorizontalFlip()], seed=3)\n",
        "import albumentations as A\nt = A.Compose([A.HorizontalFlip()])\nt.set_random_seed(1)\n",
        """
        import albumentations as A

        class Augment:
            def __init__(self, replay):
                steps = [A.Blur()]
                self.transform = A.ReplayCompose(steps) if replay else A.Compose(steps)
                self.transform.set_random_seed(7)
        """,
        # Nothing is random in it.
        """
        import albumentations as A
        from albumentations.pytorch import ToTensorV2
        t = A.Compose([A.Resize(3, 3), A.Normalize(), ToTensorV2()])
        """,
        # What is in it cannot be seen.
        "import albumentations as A\n\ndef f(parts):\n    return A.Compose(parts)\n",
        "import albumentations as A\n\ndef f(**kw):\n    return A.Compose([A.Blur()], **kw)\n",
        "from torchvision.transforms import Compose, Resize\nt = Compose([Resize(3)])\n",
        "import imgaug.augmenters as iaa\ns = iaa.Sequential([iaa.Fliplr(0.5)], seed=1)\n",
        """
        import imgaug as ia
        from imgaug import augmenters as iaa

        ia.seed(1)
        s = iaa.Sequential([iaa.Fliplr(0.5)])
        """,
        "import albumentations as A\nt = A.Compose([A.Resize(3, 3, p=1.0), A.Lambda(image=prepare)])\n",
        # It turns every image in the same way.
        "import albumentations as A\nt = A.Compose([A.VerticalFlip(always_apply=True), A.ToGray(p=1)])\n",
        Example(
            """
            import random
            import albumentations as A
            import numpy as np

            random.seed(0)
            np.random.seed(0)
            t = A.Compose([A.Rotate()])
            """,
            path="vision/train.py",
            files={"requirements.txt": "Albumentations == 1.0.3  # its streams are Python's\n"},
        ),
    )
    invalid = (
        "import albumentations as A\nt = A.Compose([A.HorizontalFlip(p=0.5), A.Normalize()])  # <- here\n",
        """
        from albumentations import Compose, RandomCrop, Resize

        def transforms(size):
            steps = [Resize(size, size), RandomCrop(3, 3)]
            return Compose(steps, seed=None)  # <- here
        """,
        # The outermost pipeline is the one that holds the streams.
        """
        import albumentations as A
        t = A.Compose([  # <- here
            A.OneOf([A.Blur(), A.Compose([A.MedianBlur()])]),
        ])
        """,
        # Global seeds do not reach it.
        "import random\nimport albumentations as A\nrandom.seed(0)\nt = A.Compose([A.Rotate()])  # <- here\n",
        Example(
            """
            import random
            import albumentations as A
            import numpy as np

            random.seed(0)
            np.random.seed(0)
            t = A.Compose([A.Rotate()])  # <- here
            """,
            files={
                "requirements.txt": "albumentations~=1.4\n",
                "requirements/gpu.txt": "albumentations==1.4.24\n",
                "environment.yml": "dependencies:\n  - albumentations=1\n  - albumentations-extra=0.3\n",
            },
        ),
        "import albumentations as A\nt = A.Compose([A.Normalize(p=0.5)])  # <- here\n",
        "import albumentations as A\nt = A.Compose([A.Rotate(always_apply=True)])  # <- here\n",
        "from imgaug import augmenters as iaa\ns = iaa.Sequential([iaa.Fliplr(0.5)])  # <- here\n",
    )

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        top, _, rest = self.file.resolve(node.func).partition(".")
        name = rest.rpartition(".")[2]
        if is_open(node) or self._is_inside(node, top):
            return
        if top in ALBUMENTATIONS and name in PIPELINES:
            yield from self._check_albumentations(node, name)
        elif top == "imgaug" and name in IMGAUG_PIPELINES:
            yield from self._check_imgaug(node, name)

    def _is_inside(self, node: cst.Call, top: str) -> bool:
        """Whether another pipeline of the library holds this one."""
        for ancestor in self.file.ancestors(node):
            if isinstance(ancestor, cst.BaseStatement | cst.BaseSmallStatement):
                return False
            if isinstance(ancestor, cst.Call) and self.file.resolve(ancestor.func).partition(".")[0] == top:
                return True
        return False

    def _check_albumentations(self, node: cst.Call, name: str) -> Iterator[Problem]:
        if (
            self._is_given(node, ("seed",))
            or not self._has_random_transform(node)
            or self._seeded_later(node)
        ):
            return
        fix = seeding_change(self.file, node, "seed")
        if self.file.is_seeded(node, PYTHON) and self.file.is_seeded(node, NUMPY):
            if self.file.ask("asks-for-older", "albumentations", _OWN_STREAMS):
                return
            message = (
                f"`{name}` has no `seed`: since albumentations {_OWN_STREAMS}, global seeds do not reach it"
            )
            yield Problem(node, message, "medium", fix)
        else:
            yield Problem(node, f"`{name}` has no `seed`, so it augments differently in every run", fix=fix)

    def _check_imgaug(self, node: cst.Call, name: str) -> Iterator[Problem]:
        if self._is_given(node, ("seed", "random_state", "deterministic")):
            return
        if not any(self._imgaug_transform(call) for call in self._calls_in(node)):
            return
        if not any(self.file.is_seeded(node, stream) for stream in (IMGAUG, NUMPY)):
            message = f"`{name}` has no `seed`, and nothing seeds imgaug before it"
            yield Problem(node, message, fix=seeding_change(self.file, node, "seed"))

    def _is_given(self, node: cst.Call, names: tuple[str, ...]) -> bool:
        values = [argument(node, name) for name in names]
        return any(v is not None and not surely_none(self.file, v) for v in values)

    def _calls_in(self, node: cst.Call) -> Iterator[cst.Call]:
        for arg in node.args:
            for part in parts(self.file, arg.value):
                if isinstance(part, cst.Call):
                    yield part

    def _has_random_transform(self, node: cst.Call) -> bool:
        return any(self._is_random(call) for call in self._calls_in(node))

    def _is_random(self, call: cst.Call) -> bool:
        top, _, rest = self.file.resolve(call.func).partition(".")
        name = rest.rpartition(".")[2]
        if top not in ALBUMENTATIONS or name in NO_TRANSFORMS or not name[:1].isupper():
            return False
        chance, always = argument(call, "p"), argument(call, "always_apply")
        if constant(chance) == 1 or constant(always) is True:
            return name not in SAME_EVERY_TIME | SAME_IF_ALWAYS
        return name not in SAME_EVERY_TIME or chance is not None

    def _imgaug_transform(self, call: cst.Call) -> bool:
        top, _, rest = self.file.resolve(call.func).partition(".")
        name = rest.rpartition(".")[2]
        return top == "imgaug" and name not in IMGAUG_SAME_EVERY_TIME and bool(call.args)

    def _seeded_later(self, node: cst.Call) -> bool:
        """Whether `set_random_seed` is called on it, or in the same class or function on who knows what."""
        around = self.file.enclosing(node, cst.ClassDef) or self.file.function(node)
        return any(
            isinstance(other, cst.Attribute) and other.attr.value == "set_random_seed"
            for other in self.file.below(around)
        )
