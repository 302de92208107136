from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lint_rules.analysis.tree.arguments import argument, is_open
from lint_rules.analysis.tree.texts import HOLE, Texts
from lint_rules.knowledge.hub import is_fixed_ref
from lint_rules.rule import Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    import libcst as cst

_REPOSITORY = re.compile(r"(?P<repository>[A-Za-z0-9][\w-]*/[\w.-]+)(:(?P<ref>.+))?")


class UnpinnedTorchHub(SourceRule):
    """`torch.hub.load` of a repository at whatever its default branch holds.

    ## What it does

    Reports `torch.hub.load("owner/name", …)` without a reference behind the name, or with a branch
    (`"owner/name:main"`). A commit is a pin, and so is a version tag. Silent for `source="local"`, for local
    folders, and for names that are not literals.

    ## Why is this bad?

    The code of the repository is downloaded and run. Its default branch moves, and so do the model's code and
    the weights that the code names.

    ## Example

    ```python
    model = torch.hub.load("ultralytics/yolov5", "yolov5s")
    ```

    ## Use instead

    ```python
    model = torch.hub.load("ultralytics/yolov5:v7.0", "yolov5s")
    ```
    """

    code = "REP602"
    name = "unpinned-torch-hub"
    markers = (b"hub",)
    follows_names = True
    calls = frozenset({"torch.hub.load"})

    valid = (
        "import torch\nm = torch.hub.load('ultralytics/yolov5:v7.0', 'yolov5s')\n",
        "import torch\nm = torch.hub.load('org/net:0123456789abcdef0123456789abcdef01234567', 'net')\n",
        "import torch\nm = torch.hub.load('.', 'custom', source='local')\n",
        "import torch\nm = torch.hub.load('org/net', 'custom', source='local')\n",
        "import torch\nm = torch.hub.load('./yolov5', 'custom')\n",
        "import torch\nm = torch.hub.load('/srv/yolov5', 'custom', source=source)\n",
        "import torch\n\ndef get(repo):\n    return torch.hub.load(repo, 'net')\n",
        "import torch\nm = torch.hub.load(f'org/net:{TAG}', 'net')\n",
        "import torch\nm = torch.hub.load(*args)\n",
        "from mine import hub\nm = hub.load('org/net', 'net')\n",
    )
    invalid = (
        "import torch\nm = torch.hub.load('pytorch/vision', 'resnet18')  # <- here\n",
        "import torch\nm = torch.hub.load('pytorch/vision:main', 'resnet18')  # <- here\n",
        "from torch import hub\nm = hub.load(repo_or_dir='pytorch/vision', model='x')  # <- here\n",
        "import torch.hub\nm = torch.hub.load('org/net', 'net', source='github')  # <- here\n",
        """
        import torch

        REPO = "org/net"

        class Model(torch.nn.Module):
            def __init__(self):
                self.net = torch.hub.load(  # <- here
                    REPO, "net", pretrained=True
                )
        """,
    )

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        if self.file.resolve(node.func) != "torch.hub.load" or is_open(node):
            return
        texts = Texts(self.file)
        source = argument(node, "source")
        if source is not None and texts.whole(source) != "github":
            return
        named = texts.of(argument(node, "repo_or_dir", 0))
        found = _REPOSITORY.fullmatch(named) if named is not None and HOLE not in named else None
        if found is None:
            return
        repository, ref = found["repository"], found["ref"]
        if ref is None:
            where = "whatever its default branch holds"
        elif is_fixed_ref(ref):
            return
        else:
            where = f"the branch {ref!r}, which can move"
        yield Problem(
            node, f"the code of `{repository}` is loaded at {where}; name a commit: '{repository}:<commit>'"
        )
