from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.analysis.ordering.held import KEYS_RETURNED
from lint_rules.analysis.ordering.listings import Listings
from lint_rules.analysis.ordering.order import OrderFlow
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
    order of the entries gets into something that keeps it, and nothing sorts them before.

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
        """
        import glob

        def test_one(self):
            found = glob.glob("*.idx")
            self.assertEqual(len(found), 1)
            load(found[0])
        """,
        """
        import glob

        def convert(given):
            if given:
                inputs = read(given)
                outputs = [name + "npy" for name in inputs]
            else:
                inputs = glob.glob("*.wav")
                outputs = [name.replace("wav", "npy") for name in inputs]
            for number, name in enumerate(inputs):
                save(outputs[number], load(name))
        """,
        Example(
            "import os\nFILES = os.listdir('data')\nFILES.sort()\nOTHERS = os.listdir('more')\n",
            files={"train.py": "import example\n\nfor path in example.FILES:\n    load(path)\n"},
        ),
        "import os\nif os.listdir('data'):\n    pass\n",
        "import os\nif 'a' in os.listdir('data'):\n    pass\n",
        "import os\nif not any(n.endswith('.pt') for n in os.listdir('data')):\n    pass\n",
        "import os\nnames = set(os.listdir('data'))\nif 'a' in names:\n    pass\n",
        "import os\nfor name in os.listdir('data'):\n    os.remove(name)\n",
        "import glob\nfiles = sorted(glob.glob('*.csv'), key=len)\n",
        "from glob import glob\nnewest = max(glob('*.pt'))\n",
        "from pathlib import Path\nfiles = sorted(Path('data').rglob('*.png'))\n",
        "from pathlib import Path\nfiles = sorted(p for p in Path('data').iterdir() if p.is_file())\n",
        "from pathlib import Path\nfiles = [p for p in sorted(Path('data').iterdir())]\nload(files)\n",
        "from pathlib import Path\nfiles = [p for p in Path('data').iterdir()]\nfiles.sort()\nload(files)\n",
        "from pathlib import Path\nfor p in Path('data').glob('*.tmp'):\n    p.unlink()\n",
        "from pathlib import Path\nsize = sum(p.stat().st_size for p in Path('data').rglob('*'))\n",
        "import os\nout = []\nfor name in os.listdir('d'):\n    out.append(name)\nout.sort()\nload(out)\n",
        """
        import os
        out = []
        for root, dirs, files in os.walk('d'):
            for f in files:
                out.append(f)
        load(sorted(out))
        """,
        """
        import os

        for root, dirs, files in os.walk("data"):
            dirs.sort()
            for name in sorted(files):
                out.append(os.path.join(root, name))
        """,
        """
        import os

        for root, dirs, files in sorted(os.walk("data")):
            for name in sorted(files):
                out.append(name)
        """,
        "import os\nby_name = {n: read(n) for n in os.listdir('d')}\nuse(by_name['a'])\n",
        # No directory at all.
        "def f(model):\n    return model.glob('x')\n",
        "from mine import listdir\nfiles = listdir('data')\nload(files)\n",
        "import os\nprint(os.listdir('data'))\n",
        "from pathlib import Path\nif next(Path('a').iterdir(), None) is None:\n    pass\n",
        """
        import os

        def upload(folder, pool):
            jobs = []
            for name in os.listdir(folder):
                jobs.append(pool.submit(send, name))
            for job in jobs:
                job.result()
        """,
        """
        import os

        class Images:
            def __init__(self, folder):
                self.files = os.listdir(folder)
                self.files.sort()
        """,
        """
        import numpy as np
        import os

        class Images:
            def __init__(self, folder):
                self.files = os.listdir(folder)
                self.files = np.sort(self.files)
        """,
        """
        import glob
        import pandas as pd

        def f():
            parts = []
            for path in glob.glob("*.csv"):
                parts.append(pd.read_csv(path))
            return pd.concat(parts).sort_values("id")
        """,
        "import os\nwith os.scandir('d') as found:\n    names = sorted(e.name for e in found)\nuse(names)\n",
        "def f(fs):\n    return fs.glob('data/*.csv')\n",
        """
        import os

        def convert(names, target):
            for name in names:
                copy(name, target)

        def f(folder):
            convert(os.listdir(folder), "out")
        """,
        """
        import os

        def f(pool):
            jobs = []
            for name in os.listdir("d"):
                jobs.append((work, name))
            _ = pool.map(progress, jobs)
        """,
        """
        from pathlib import Path

        def f(pool):
            inputs = list(Path("in").iterdir())
            outputs = [Path("out", path.name) for path in inputs]
            pool.starmap(convert, zip(inputs, outputs))
            for source, target in zip(inputs, outputs):
                convert(source, target)
        """,
        """
        import glob, json

        def f():
            rows = []
            for path in glob.glob("*.json"):
                rows += json.load(open(path))
            by_id = dict([(row["id"], row) for row in rows])
            return [by_id[key] for key in KEYS]
        """,
    )
    invalid = (
        "import os\nfiles = os.listdir('data')  # <- here\nload(files)\n",
        "import os\nfor name in os.listdir('data'):  # <- here\n    out.append(name)\nload(out)\n",
        "import os\nfiles = [f for f in os.listdir('data') if f.endswith('.png')]  # <- here\nload(files)\n",
        "import os\n\ndef f(d):\n    return os.listdir(d)  # <- here\n",
        "from os import listdir as ls\nfirst = ls('data')[0]  # <- here\n",
        "import glob\n\ndef f():\n    return [load(p) for p in glob.glob('*.csv')]  # <- here\n",
        "import glob as g\nframe = concat(map(read, g.iglob('*.csv')))  # <- here\n",
        "from glob import glob\nfiles = glob('*.png')  # <- here\ntrain, test = files[:10], files[10:]\n",
        "from pathlib import Path\nfiles = list(Path('data').glob('*.png'))  # <- here\nload(files)\n",
        """
        from pathlib import Path

        def f(folder: Path):
            return [p for p in folder.iterdir()]  # <- here
        """,
        """
        from pathlib import Path
        root = Path('data')
        for i, p in enumerate(root.rglob('*')):  # <- here
            ids[p] = i
        """,
        """
        import os, xml.sax

        def sentences(folder):
            found = []
            for name in os.listdir(folder):  # <- here
                handler = Handler()
                xml.sax.parse(os.path.join(folder, name), handler)
                found.extend(handler.sentences)
            return found
        """,
        """
        import os

        class Corpus:
            def __init__(self):
                self.texts = []

            def read(self, folder):
                for name in os.listdir(folder):  # <- here
                    kept = []
                    kept.append(name)
                    self.texts += load(kept)
        """,
        "import os\nfor i, name in enumerate(os.listdir('data')):  # <- here\n    labels[name] = i\n",
        "import os\nentries = list(os.scandir('d'))  # <- here\nload(entries)\n",
        Example(
            "import os\nFILES = [f for f in os.listdir('data') if f.endswith('.png')]  # <- here\n",
            files={"train.py": "from example import FILES\n\nfor path in FILES:\n    load(path)\n"},
        ),
        "import os\nfor e in os.scandir('d'):  # <- here\n    rows.append(e.name)\nload(rows)\n",
        "from pathlib import Path\nfirst = next(Path('data').glob('*.pt'))  # <- here\n",
        "import os\nlast = os.listdir('ckpt')[-1]  # <- here\n",
        "import os, random\nfiles = os.listdir('d')  # <- here\nrandom.shuffle(files)\nload(files)\n",
        "import os\nclasses = {name: i for i, name in enumerate(os.listdir('d'))}  # <- here\n",
        """
        import os

        class Images:
            def __init__(self, folder):
                self.files = os.listdir(folder)  # <- here

            def __getitem__(self, index):
                return self.files[index]
        """,
        """
        import os

        def samples(top):
            for root, dirs, files in os.walk(top):  # <- here
                for name in files:
                    yield os.path.join(root, name)
        """,
        """
        import os

        def samples(top):
            found = []
            for root, dirs, files in os.walk(top):  # <- here
                for name in sorted(files):
                    found.append(os.path.join(root, name))
            return found
        """,
        """
        from pathlib import Path

        async def rows(folder):
            async def read(path):
                return path.read_text()
            return [
                await read(path)
                for path in Path(folder).glob("*.txt")  # <- here
            ]
        """,
        "import os\nwith open('list.txt', 'w') as f:\n    f.writelines(os.listdir('d'))  # <- here\n",
        "import os\ntext = '\\n'.join(os.listdir('d'))  # <- here\n",
        "import os\nwith os.scandir('d') as found:  # <- here\n    for e in found:\n        out.append(e)\n",
        "def f(store):\n    return [load(p) for p in store.glob('*.csv')]  # <- here\n",
        """
        from itertools import chain
        from pathlib import Path

        def f(roots):
            return list(chain.from_iterable(Path(root).glob("*") for root in roots))  # <- here
        """,
        "import os\n\ndef f(roots):\n    return {root: os.listdir(root) for root in roots}  # <- here\n",
        """
        from pathlib import Path

        def f(root):
            trials = sorted(Path(root).iterdir())
            return [list(trial.glob(PATTERN))[0] for trial in trials]  # <- here
        """,
        """
        import os

        def write(name, file):
            file.write(read(name))

        def f(folder):
            with open("all.txt", "w") as out:
                for name in os.listdir(folder):  # <- here
                    write(name, out)
        """,
        """
        from pathlib import Path

        def f(pool):
            jobs = pool.imap(read, list(Path("d").glob("*")))  # <- here
            for text in jobs:
                out.write(text)
        """,
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
            sure: Confidence = "low" if reason.endswith(KEYS_RETURNED) else "high"
            yield Problem(node, message, sure, sorting_change(self.file, node))

    def _reason(self, node: cst.Call) -> str | None:
        return self.flow.reason(node) or self.listings.reason_elsewhere(node)
