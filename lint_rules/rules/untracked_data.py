from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lint_rules.analysis.tree.arguments import argument, constant
from lint_rules.analysis.tree.texts import Texts
from lint_rules.knowledge.data_files import DATA_SUFFIX, PLAIN, READERS
from lint_rules.manifests.dvc import StageGap, StaleOut
from lint_rules.rule import Example, ManifestRule, Problem, SourceRule
from lint_rules.tracking.data import HERE, names_written_in
from lint_rules.tracking.git import example_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    import libcst as cst

_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]+:|[/~$%\\]|.*[{}<>*?]", re.IGNORECASE)
# What a program brings or makes in a way that cannot be followed: a file that is not here may be that.
_FETCHES = re.compile(
    r"download|urlretrieve|\bwget\b|\bcurl\b|extractall|unpack_archive|kaggle|gdown|requests\.get|urlopen"
    r"|subprocess|os\.system|^\s*!|^\s*%run\b|load_dataset|load_files",
    re.MULTILINE,
)
_RESULT = re.compile(
    r"(.*/)?(outputs?|named-outputs|results?|artifacts|predictions?|logs?|cache|te?mp)/", re.IGNORECASE
)


class UntrackedData(SourceRule, ManifestRule):
    """Data file that a program reads and that neither Git, Git LFS nor DVC keeps versions of.

    ## What it does

    Reports reading a data file of the project (`pd.read_csv("data/train.csv")`, `np.load`, `ImageFolder`, …)
    that is neither in Git's index (files of Git LFS are) nor an output of DVC, unless the project itself
    writes it. Reports DVC files whose recorded hash is not that of the file present, and DVC stages whose
    `deps` lack the code or data that their command names. Silent outside of a Git work tree, for paths that
    are not literals, for paths that lead out of the project, and, of files that are not here, for results and
    where the program itself may fetch them.

    ## Why is this bad?

    Nobody can say which data a result came from: the file on this machine may be another one tomorrow, and
    whoever clones the project has none. A stage without its `deps` is not run again when they change.

    ## Example

    ```python
    train = pd.read_csv("data/train.csv")  # listed in .gitignore
    ```

    ## Use instead

    ```console
    $ dvc add data/train.csv
    $ git add data/train.csv.dvc data/.gitignore
    ```
    """

    code = "REP604"
    name = "untracked-data"
    markers = tuple(sorted({name.rpartition(".")[2].encode() for name in READERS}))
    within_function = True
    follows_names = True
    calls = frozenset(READERS)
    entries = (StageGap, StaleOut)

    valid = (
        Example("import pandas as pd\ndf = pd.read_csv('data/train.csv')\n"),  # no work tree around it
        Example(
            "import pandas as pd\ndf = pd.read_csv('data/train.csv')\n",
            files={".git/index": example_index("data/train.csv"), "data/train.csv": "a\n1\n"},
        ),
        Example(
            "import pandas as pd\nfrom pathlib import Path\ndf = pd.read_csv(Path('data') / 'train.csv')\n",
            files={
                ".git/index": example_index("data/train.csv.dvc"),
                "data/train.csv.dvc": "outs:\n- path: train.csv\n",
            },
        ),
        Example(
            "import numpy as np\nx = np.load('data/raw/x.npy')\n",
            files={".git/index": example_index("data.dvc"), "data.dvc": "outs:\n- path: data\n"},
        ),
        Example(
            "import numpy as np\nx = np.load('out/x.npy')\n",
            files={
                ".git/index": example_index(),
                "dvc.yaml": "stages:\n  a:\n    cmd: a\n    outs:\n    - out/x.npy\n",
            },
        ),
        Example(
            "import numpy as np\nnp.save('x.npy', y)\nx = np.load('x.npy')\n",
            files={".git/index": example_index()},
        ),
        Example(
            """
            import pickle
            PATH = "c.pkl"
            if new:
                pickle.dump(x, open(PATH, "wb"))
            x = pickle.load(open(PATH, "rb"))
            """,
            files={".git/index": example_index()},
        ),
        Example(
            "import pandas as pd\ndf = pd.read_csv('clean.csv')\n",
            files={".git/index": example_index(), "clean.py": "def clean(df):\n    df.to_csv('clean.csv')\n"},
        ),
        Example(
            "import pandas as pd\nimport wget\nwget.download(address)\ndf = pd.read_csv('data/train.csv')\n",
            files={".git/index": example_index("train.py")},
        ),
        Example(
            "import pandas as pd\ndf = pd.read_csv('outputs/forecast.csv')\n",
            files={".git/index": example_index("train.py")},
        ),
        Example(
            """
            import pandas as pd
            a = pd.read_csv("/srv/data.csv")
            b = pd.read_csv("s3://bucket/data.csv")
            c = pd.read_csv(path)
            config = open("settings.txt")
            out = open("result.csv", "w")
            """,
            files={".git/index": example_index()},
        ),
    )
    invalid = (
        Example(
            "import pandas as pd\ndf = pd.read_csv('data/train.csv')  # <- here\n",
            files={".git/index": example_index("train.py"), "data/train.csv": "a\n1\n"},
        ),
        Example(
            "import pandas as pd\ndf = pd.read_csv('data/train.csv')  # <- here\n",
            files={".git/index": example_index("train.py")},
        ),
        Example(
            """
            import os
            import numpy as np

            DATA = "data"

            def load():
                return np.load(os.path.join(DATA, "x.npy"))  # <- here
            """,
            files={".git/index": example_index("data/y.npy"), "data/x.npy": ""},
        ),
        Example(
            "import csv\nrows = list(csv.reader(open('rows.csv')))  # <- here\n",
            files={".git/index": example_index(), "rows.csv": "a\n"},
        ),
        Example(
            "from torchvision.datasets import ImageFolder\ntrain = ImageFolder('images/train')  # <- here\n",
            files={".git/index": example_index("images/val/a.png"), "images/train/a.png": ""},
        ),
        Example(
            "outs:\n- md5: 0123456789abcdef0123456789abcdef  # <- here\n  size: 7\n  path: x.csv\n",
            path="x.csv.dvc",
            files={"x.csv": "a,b\n"},
        ),
        Example(
            "stages:\n  train:\n    cmd: python train.py  # <- here\n    outs:\n    - model.pt\n",
            path="dvc.yaml",
            files={"train.py": ""},
        ),
    )

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        name = self.file.resolve(node.func)
        reads = READERS.get(name)
        if reads is None or not _only_reads(node, name):
            return
        path = Texts(self.file).whole(argument(node, reads.parameter, reads.position))
        if path is None or _ELSEWHERE.match(path) or (name in PLAIN and not DATA_SUFFIX.search(path)):
            return
        said = self.file.ask("untracked-data", path)
        if said is None or self._is_written(path):
            return
        is_here = str(said).startswith(HERE)
        if is_here or not (_RESULT.match(path) or _FETCHES.search(self.file.text)):
            yield Problem(node, f"`{path}` {said}", "high" if is_here else "medium")

    def _is_written(self, path: str) -> bool:
        """Whether a program of the project writes a file of that name: then it is a result, not an input."""
        base = path.rpartition("/")[2]
        return base in names_written_in(self.file.text) or bool(self.file.ask("writes-file-named", base))

    def check(self, entry: StageGap | StaleOut) -> Iterator[Problem]:
        if isinstance(entry, StaleOut):
            said = f"`{entry.path}` is not what this file records of it; run `dvc commit` or `dvc checkout`"
        elif entry.missing:
            said = f"the stage `{entry.stage}` runs on `{entry.missing}`, which is not among its `deps`"
        else:
            said = f"the stage `{entry.stage}` has no `deps`, so it is never run again when its code changes"
        yield Problem(entry.span, said)


def _only_reads(node: cst.Call, name: str) -> bool:
    """Whether a file is opened for reading, as far as its mode can be seen."""
    if name not in PLAIN:
        return True
    mode = argument(node, "mode", 3 if name == "numpy.memmap" else 1)
    seen = "r" if mode is None else constant(mode)
    return isinstance(seen, str) and not set(seen) & set("waxc+")
