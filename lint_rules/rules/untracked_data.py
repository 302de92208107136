from __future__ import annotations

import os
import re
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from lint_rules.analysis.arguments import argument, constant
from lint_rules.analysis.texts import Texts
from lint_rules.knowledge.data_files import DATA_SUFFIX, PLAIN, READERS
from lint_rules.manifests.dvc import StageGap, StaleOut
from lint_rules.rule import Example, ManifestRule, Problem, SourceRule
from lint_rules.tracking import tracking_of
from lint_rules.tracking.git import example_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    import libcst as cst

    from lint_rules.tracking import Tracking

_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]+:|[/~$%\\]|.*[{}<>*?]", re.IGNORECASE)
_WRITING = re.compile(
    r"\.to_\w+\(|\.save\w*\(|\bdump\w*\(|savez?\w*\(|savetxt\(|write\w*\(|urlretrieve\(|download\w*\("
    r"|['\"][wax][bt]?\+?['\"]"
)
_LITERAL = re.compile(r"['\"]([^'\"\n]+\.\w+)['\"]")
_BOUND = re.compile(r"^\s*(?:self\.)?(\w+)\s*=.*['\"]([^'\"\n]+\.\w+)['\"]")


class UntrackedData(SourceRule, ManifestRule):
    """Data file that a program reads and that neither Git, Git LFS nor DVC keeps versions of.

    ## What it does

    Reports reading a data file of the project (`pd.read_csv("data/train.csv")`, `np.load`, `ImageFolder`, …)
    that is neither in Git's index (files of Git LFS are) nor an output of DVC, unless the project itself
    writes it. Reports DVC files whose recorded hash is not that of the file present, and DVC stages whose
    `deps` lack the code or data that their command names. Silent outside of a Git work tree, for paths that
    are not literals, and for paths that lead out of the project.

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
        tracking = tracking_of(self.file.path.parent)
        if tracking is None:
            return
        tops = (self.file.path.parent, self.file.root, tracking.top)
        places = [Path(os.path.normpath(top / path)) for top in tops]
        if any(tracking.knows(place) for place in places) or self._is_written(path):
            return
        found = next((place for place in places if place.exists()), None)
        where = "is here, but neither Git nor DVC knows it" if found else "is known to neither Git nor DVC"
        yield Problem(node, f"`{path}` {where}{_lfs_hint(tracking, path)}", "high" if found else "medium")

    def _is_written(self, path: str) -> bool:
        """Whether a program of the project writes a file of that name: then it is a result, not an input."""
        base = path.rpartition("/")[2]
        files = tuple(self.file.root / facts.path for facts in self.file.seeding.project.files)
        return base in _written_names(files) or base in _names_written_in(self.file.text)

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


def _names_written_in(text: str) -> frozenset[str]:
    """The names of files in lines that write: spelled there, or bound to a name that stands there."""
    bound: dict[str, str] = {}
    written: set[str] = set()
    for line in text.splitlines():
        found = _BOUND.match(line)
        if found:
            bound[found[1]] = found[2]
        if _WRITING.search(line):
            written.update(_LITERAL.findall(line))
            written.update(bound[word] for word in re.findall(r"\w+", line) if word in bound)
    return frozenset(name.rpartition("/")[2] for name in written)


@cache
def _written_names(files: tuple[Path, ...]) -> frozenset[str]:
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in files if path.is_file())
    return frozenset(name for text in texts for name in _names_written_in(text))


def _lfs_hint(tracking: Tracking, path: str) -> str:
    """What to add where `.gitattributes` hands the file to Git LFS."""
    try:
        lines = (tracking.top / ".gitattributes").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    patterns = [line.split()[0].lstrip("/") for line in lines if "filter=lfs" in line.split()[1:]]
    base = path.rpartition("/")[2]
    meant = any(fnmatchcase(path, p) or ("/" not in p and fnmatchcase(base, p)) for p in patterns)
    return " (`.gitattributes` hands it to Git LFS: `git add` it)" if meant else ""
