from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.analysis.ordering.held import WEAK, is_doubtful
from lint_rules.analysis.ordering.listings import Listings
from lint_rules.analysis.ordering.order import OrderFlow
from lint_rules.analysis.ordering.places import confidence_at
from lint_rules.analysis.ordering.sorting import sorting_change
from lint_rules.analysis.ordering.walks import Walks
from lint_rules.knowledge.consumers import LISTING_METHODS, LISTINGS, WALKS
from lint_rules.rule import Example, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    import libcst as cst

    from lint_rules.analysis.tree.source import SourceFile
    from lint_rules.model import Confidence


class DirectoryOrder(SourceRule):
    """Order of a directory listing reaches a result.

    ## What it does

    Reports `os.listdir`, `os.scandir`, `os.walk`, `glob.glob` and the listing methods of `pathlib` where the
    order of the entries gets into something that keeps it, and nothing sorts them before. What a test does
    with a listing, and what `setup.py` does, is of low confidence, which is not shown by default. So is the
    first entry (`[0]`, `next()`, the one at which a loop ends): mostly there is one, where the code has not
    counted several; what is handed to a function of another file, which may sort it; and a sum or a mean, of
    which the last digits differ. Who takes the last (`[-1]`, what a loop leaves behind) counts on an order.

    ## Why is this bad?

    The operating system lists a directory in no particular order: it differs between machines, file systems
    and copies of the same data. With it differ batches, splits and what is numbered.

    ## Example

    ```python
    files = glob.glob("data/*.png")
    ```

    ## Use instead

    ```python
    files = sorted(glob.glob("data/*.png"))
    ```

    ## Fix safety

    Sorting is safe where a list is sorted or an iterator is read once, on the spot. Where an iterator is kept
    or returned, it becomes a list, so that fix is unsafe.
    """

    code = "REP302"
    name = "directory-order"
    markers = (b"listdir", b"scandir", b"walk", b"glob", b"iterdir")
    follows_names = True
    follows_calls = True
    calls = frozenset(LISTINGS)
    methods = LISTING_METHODS

    valid = (
        "import os\nfrom mine import *\nfiles = sorted(os.listdir('data'))\nn = len(os.listdir('data'))\n",
        "import os\nfiles = sorted(os.listdir('data'))\n",
        "import os\nfiles = os.listdir('data')\nfiles.sort()\nload(files)\n",
        "import os\nfiles = os.listdir('data')\nfiles = sorted(files)\nload(files)\n",
        "import os\nfiles = os.listdir('data')\nfor f in sorted(files):\n    out.append(f)\n",
        "import os\nn = len(os.listdir('data'))\n",
        "import glob\npath = f'{folder}/model.pkl'\nload(glob.glob(path))\n",
        "import os\nn = 0\nfor f in os.listdir('d'):\n    print(n, f)\n    bar.update(n, f)\n    n += 1\n",
        Example(
            """
            from pathlib import Path
            from lists import write_list

            def main(folder):
                write_list(Path(folder).glob("*.wav"), "x")
            """,
            files={
                "lists.py": "def write_list(paths, path):\n    Path(path).write_text(str(sorted(paths)))\n"
            },
        ),
        "import os\nif os.listdir('data'):\n    pass\n",
        "import os\nif 'a' in os.listdir('data'):\n    pass\n",
        "import os\nif not any(n.endswith('.pt') for n in os.listdir('data')):\n    pass\n",
        "import os\nnames = set(os.listdir('data'))\nif 'a' in names:\n    pass\n",
        "import os\nfor name in os.listdir('data'):\n    os.remove(name)\n",
        "import glob\nfiles = sorted(glob.glob('*.csv'), key=len)\n",
    )
    invalid = (
        """
        import glob
        import os
        import pandas as pd

        def all_files(folder):
            files = glob.glob(folder + "/*/*.csv")  # <- here
            return files

        def summary(files, path):
            rows = []
            known = os.listdir("known")
            for file in [file for file in files if file not in known]:
                rows.append({"file": file, "rows": len(pd.read_csv(file))})
            frame = pd.DataFrame(rows)
            frame.to_csv(path)
            return frame

        if __name__ == "__main__":
            files = all_files("data")
            found = summary(files, "summary.csv")
            print(found.head())
        """,
        "import os\nfiles = os.listdir('data')  # <- here\nload(files)\n",
        "import os\nfor name in os.listdir('data'):  # <- here\n    out.append(name)\nload(out)\n",
        "import os\nfiles = [f for f in os.listdir('data') if f.endswith('.png')]  # <- here\nload(files)\n",
        "import os\n\ndef f(d):\n    return os.listdir(d)  # <- here\n",
        "from os import listdir as ls\nlast = ls('data')[-1]  # <- here\n",
        "import glob\n\ndef f():\n    return [load(p) for p in glob.glob('*.csv')]  # <- here\n",
        "import glob as g\nframe = concat(map(read, g.iglob('*.csv')))  # <- here\n",
        "from glob import glob\nfiles = glob('*.png')  # <- here\ntrain, test = files[:10], files[10:]\n",
        "from pathlib import Path\nfiles = list(Path('data').glob('*.png'))  # <- here\nload(files)\n",
        "import os\nfor i, name in enumerate(os.listdir('data')):  # <- here\n    labels[name] = i\n",
        "import os\nentries = list(os.scandir('d'))  # <- here\nload(entries)\n",
        "import os\nfor e in os.scandir('d'):  # <- here\n    rows.append(e.name)\nload(rows)\n",
        "from pathlib import Path\nlast = list(Path('data').glob('*.pt'))[-1]  # <- here\n",
        "import os\nlast = os.listdir('ckpt')[-1]  # <- here\n",
    )

    def __init__(self, file: SourceFile) -> None:
        super().__init__(file)
        self.flow = OrderFlow(file)
        self.listings = Listings(file)
        self.walks = Walks(file, self.flow)

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        name = self.file.resolve(node.func)
        shown = self.listings.shown(node, name)
        if shown is None:
            return
        reason = self.walks.reason(node) if name in WALKS else self._reason(node)
        if reason is not None:
            message = f"`{shown}` lists in no fixed order, and the order {reason}"
            sure: Confidence = "low" if is_doubtful(reason) or reason in WEAK else "high"
            yield Problem(
                node, message, confidence_at(self.file, node, sure), sorting_change(self.file, node)
            )

    def _reason(self, node: cst.Call) -> str | None:
        return self.flow.reason(node) or self.listings.reason_elsewhere(node)
