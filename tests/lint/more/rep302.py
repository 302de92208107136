"""More examples of REP302: where the order of a listing goes, and what hides it."""

from lint_rules.rule import Example

VALID = (
    # The one whose name holds something is looked for, in another method, too.
    """
    import os

    class Records:
        def __init__(self, root):
            self.paths = []
            for folder, _, names in os.walk(root):
                for name in names:
                    self.paths.append(os.path.join(folder, name))

        def path_of(self, wanted):
            found = [path for path in self.paths if wanted in path]
            assert len(found) == 1
            return found[0]
    """,
    """
    import os

    def read(root, wanted):
        paths = []
        for folder, _, names in os.walk(root):
            for name in names:
                paths.append(os.path.join(folder, name))
        for one in wanted:
            found = [path for path in paths if one in path]
            show(found[0])
    """,
    # Each is looked up in the table that a function of another file makes.
    Example(
        """
        from pathlib import Path
        from measuring import measure

        def main():
            paths = []
            for path in Path("data").glob("*.pdb"):
                paths.append(path)
            path_2_size = measure(paths, "mm")
            dump(path_2_size)
        """,
        files={"measuring.py": "def measure(paths, unit):\n    return {p: size(p, unit) for p in paths}\n"},
    ),
    # Numbers that nothing seeds: no order gives a file the same again.
    """
    import os
    import numpy as np

    rng = np.random.default_rng()
    for name in os.listdir("sounds"):
        start = rng.uniform(0, 9)
        cut(name, start)
    """,
    # The last line of each is another one.
    """
    import os

    for name in sorted(os.listdir("sounds")):
        folder = name
    print(folder)
    for name in os.listdir("sounds"):
        known = name
    """,
    # Counted cell by cell, whatever the order of the pairs.
    """
    import glob
    import numpy as np
    from sklearn.metrics import ConfusionMatrixDisplay

    def draw(labels):
        y_true, y_pred = [], []
        for path in glob.glob("seqs/*"):
            wanted, found = load(path)
            y_true.append(wanted)
            y_pred.append(found)
        y_true = np.concatenate(y_true)
        y_pred = np.concatenate(y_pred)
        ConfusionMatrixDisplay.from_predictions(y_true, y_pred, normalize="true", labels=labels)
    """,
    # Only the greatest is asked for.
    """
    import os
    import numpy as np

    def shape(folder):
        places = np.array([[int(name[8:10]), int(name[-3:-1])] for name in os.listdir(folder)])
        columns, rows = places.max(0) + 1
        assert len(places) == rows * columns, f"{places}"
        return columns, rows
    """,
    # The table is sorted by its index and columns.
    """
    import glob
    import pandas as pd

    def table():
        rows = []
        for path in glob.glob("records/*.csv"):
            rows.append({"model": path, "value": pd.read_csv(path)["value"].max()})
        frame = pd.DataFrame(rows)
        frame.pivot_table(index="model", values="value").to_excel("table.xlsx")
    """,
    # Under another name, and each for itself.
    """
    import os

    def prepare(root):
        real = [f"real/{name}" for name in os.listdir(os.path.join(root, "real"))]
        fake = [f"fake/{name}" for name in os.listdir(os.path.join(root, "fake"))]
        real.extend(fake)
        parts = real
        for part in parts:
            convert(os.path.join(root, part))
    """,
    # Of what is returned together, each goes its own way: these are looked up.
    """
    import os

    def main():
        found, count = collect("data")
        by_name = {item[0]: item for item in found}
        print(count)
        return [by_name[name] for name in official() if name in by_name]

    def collect(root):
        found, count = [], 0
        for folder, _, files in os.walk(root):
            if "scene.txt" in files:
                found.append((folder, read(folder)))
                count += 1
        return found, count

    if __name__ == "__main__":
        main()
    """,
    # Each list of the table is one item's own.
    """
    from collections import defaultdict
    from pathlib import Path

    def main():
        found = list(Path("embeddings").rglob("*dev*"))
        errors = rates(found)
        print(max(errors.values()))

    def rates(paths):
        errors = defaultdict(list)
        for path in paths:
            errors[str(path)].append(100 * rate(path))
        return errors

    if __name__ == "__main__":
        main()
    """,
    # The function sorts what it is given before all else.
    """
    import glob

    def main():
        stack(glob.glob("images/*.nii"))

    def stack(images):
        images = sorted(images)
        first = images[0]
        save(first, images[1:])

    if __name__ == "__main__":
        main()
    """,
    # Filled by a function inside, sorted by who calls the one around it.
    """
    import os
    from natsort import natsorted

    def main():
        found = folders("data")
        found = natsorted(found, key=lambda pair: pair[0])
        split(found)

    def folders(root):
        found = []

        def search(folder, depth):
            for name in os.listdir(folder):
                path = os.path.join(folder, name)
                if name.startswith("case"):
                    found.append((name, path))
                elif depth < 9:
                    search(path, depth + 1)

        search(root, 0)
        return found

    if __name__ == "__main__":
        main()
    """,
    # All have the same folder; each is copied.
    """
    import shutil

    def copy(root, kinds, target):
        found = {}
        for kind in kinds:
            found[kind] = [path for path in root.rglob("*.dcm") if path.parts[-3] == kind]
        for kind in found.keys():
            paths = found[kind]
            name = paths[0].parts[-3]
            for path in paths:
                shutil.copy2(path, target / name)
    """,
    # Looked up by name in a function to which the caller of this one hands it.
    """
    import os

    def collected():
        found = []
        for folder, _, files in os.walk("data"):
            if "scene.txt" in files:
                found.append((folder, len(files)))
        return found, 3

    def matched(samples, paths):
        by_path = {sample[0]: sample for sample in samples}
        return [by_path[path] for path in paths if path in by_path]

    def run(samples):
        build(matched(samples, official()))

    def main():
        found, _ = collected()
        run(found)

    if __name__ == "__main__":
        main()
    """,
    # Returned in the order of a field.
    """
    import os
    import numpy as np

    def read(folder):
        rows = []
        for name in os.listdir(folder):
            rows.append({"id": name, "size": os.path.getsize(name)})
        sort_key = field_of(rows, "id")
        return np.array(rows)[np.argsort(sort_key)]

    def field_of(rows, name):
        return [row[name] for row in rows]
    """,
    # A list of nothing.
    """
    import os
    from pathlib import Path

    def replicate(source, target):
        return [Path(folder.replace(source, target)).mkdir() for folder, _, _ in os.walk(source)]
    """,
    """
    def common(folder):
        keys = []
        for path in folder.glob("*.pkl"):
            keys.append(set(load(path)))
        return set.intersection(*keys)
    """,
    # The largest, if there is any.
    """
    from pathlib import Path

    def next_part(folder):
        numbers = []
        for path in Path(folder).glob("part-*.parquet"):
            numbers.append(int(path.stem.split("-")[-1]))
        return max(numbers) + 1 if numbers else 0
    """,
    # Who calls the function from another file sorts what it returns.
    Example(
        """
        import os

        def paths_of(folder):
            images = [os.path.join(folder, name) for name in os.listdir(folder)]
            masks = []
            for name in os.listdir(folder + "-masks"):
                masks.append(os.path.join(folder + "-masks", name))
            return images, masks

        def names_in(folder):
            return os.listdir(folder)
        """,
        files={
            "train.py": (
                "import reading\n"
                "\n"
                "def main():\n"
                "    images, masks = reading.paths_of('data')\n"
                "    images.sort()\n"
                "    masks = sorted(masks)\n"
                "    train(images, masks, len(reading.names_in('data')))\n"
                "\n"
                "main()\n"
            ),
        },
        path="reading.py",
    ),
    # Who calls the function sorts the list that it fills, or minds no order.
    """
    import os

    def all_files(folder):
        found = []
        for root, _, names in os.walk(folder):
            for name in names:
                found.append(os.path.join(root, name))
        return found

    images = all_files("images")
    images.sort()
    train(images)
    print(len(all_files("masks")))
    for path in all_files("old"):
        os.remove(path)
    """,
    # Lists in a list, each of which is sorted.
    """
    import os
    from natsort import natsorted

    def paths_of(folder, kinds):
        paths = [[] for _ in kinds]
        for root, _, names in os.walk(folder):
            for name in names:
                for number, kind in enumerate(kinds):
                    if kind in name:
                        paths[number].append(os.path.join(root, name))
        for number, found in enumerate(paths):
            paths[number] = natsorted(found)
        return tuple(paths)
    """,
    # What is said beside a progress bar.
    """
    import os
    from tqdm import tqdm

    def convert(folder, out):
        for name in tqdm(os.listdir(folder)):
            if os.path.exists(os.path.join(out, name)):
                tqdm.write(f"Skipping {name}")
                continue
            save(read(name), os.path.join(out, name))
    """,
    # The place of the latest, in a list of their numbers; and names among which somebody chooses.
    """
    import argparse
    import glob
    import os

    def latest(base):
        found = glob.glob(base + "*")
        numbers = []
        for name in found:
            numbers.append(int(name.split(".")[1]))
        return found[numbers.index(max(numbers))]

    def arguments():
        names = []
        for name in os.listdir("providers"):
            names.append(name)
        parser = argparse.ArgumentParser()
        parser.add_argument("name", choices=names)
        return parser
    """,
    # The greatest, and a mean of what a dict holds.
    """
    import os
    import numpy as np
    import pandas as pd

    def count(folder):
        sizes = {}
        for name in os.listdir(folder):
            sizes[name[:3]] = os.path.getsize(name)
        last = np.amax([int(name[:3]) for name in os.listdir(folder)])
        return last, int(pd.Series(sizes).mean())
    """,
    # A program that lies in a package: nobody else calls its functions.
    Example(
        """
        import os

        def known(folder):
            return os.listdir(folder)

        def main():
            names = known("a")
            if "b" in names:
                print("there is one")

        if __name__ == "__main__":
            main()
        """,
        path="tools/purge.py",
        files={"tools/__init__.py": "", "pyproject.toml": "[build-system]\nrequires = ['setuptools']\n"},
    ),
    # A table of lists, whose files are moved.
    """
    import glob
    import shutil

    def tidy_up():
        found = {}
        found["logs"] = []
        found["trees"] = glob.glob("*.tree")
        for kind, files in found.items():
            if len(files) > 0:
                for file in files:
                    shutil.move(file, kind)
    """,
    # Pairs that are moved, one by one, by their place in two lists.
    """
    import os
    import shutil

    def rename(folder):
        old, new = [], []
        for name in os.listdir(folder):
            old.append(os.path.join(folder, name))
            new.append(os.path.join("new", name))
        for number in range(len(old)):
            shutil.move(old[number], new[number])
    """,
    # A table whose columns are arranged later, under the same name.
    """
    import glob
    import pandas as pd

    def occupancy(folder):
        columns = []
        for gene in glob.glob(folder + "/*.fas"):
            columns.append(column_of(gene))
        table = pd.DataFrame(columns)
        table = table.transpose()
        return table.reindex(sorted(table.columns), axis=1)
    """,
    # A list of which only the length is asked, and an attribute of the same name.
    """
    import os

    def count(folder, table):
        names = []
        for name in os.listdir(folder):
            names.append(name)
        return table.names, len(names)
    """,
    # Each file fills lists of its own.
    """
    import os
    from collections import defaultdict

    def lines_of(folder):
        lines = defaultdict(list)
        for name in os.listdir(folder):
            for line in open(name):
                lines[name.split(".")[0]].append(line)
        for name in sorted(lines):
            print(name, lines[name])
    """,
    # Methods that keep nothing in order: they print, tell of what went wrong, or sort what they keep.
    """
    import os

    class Reader:
        def __init__(self, folder):
            self.folder = folder
            self.rows = []
            self.errors = []

        def run(self):
            for name in os.listdir(self.folder):
                self.show(name)
                self.check(name)
                self.read(name)

        def show(self, name):
            shown = []
            shown.append(name)
            print(shown)

        def check(self, name):
            if not name.endswith(".txt"):
                self.errors.append(f"{name} is no text")

        def read(self, name):
            self.rows.append(open(name).read())

        def result(self):
            self.rows.sort()
            return self.rows
    """,
    # A function that writes, to a file of its own for each item.
    """
    import os
    from Bio import SeqIO

    def without(folder, left_out):
        for name in os.listdir(folder):
            with open(f"{folder}/{name}") as old, open(f"new/{name}", "w") as new:
                records = [one for one in SeqIO.parse(old, "fasta") if one.name not in left_out]
                SeqIO.write(records, new, "fasta")
    """,
    # The only one.
    """
    import os

    def of_phenotype(folder):
        found = [name for name in os.listdir(folder) if name.endswith(".mat")]
        assert len(found) == 1, "none or many"
        return os.path.join(folder, found.pop())
    """,
    # A look at the first names.
    """
    from glob import glob
    import numpy as np

    files = glob("train/*.jpg")
    ids = np.array([name[6:-4] for name in files])
    print("Train", len(files), ids[:10])
    """,
    "import os\n\ndef count(d):\n    n = 0\n    for f in os.listdir(d):\n        n = n + 1\n    return n\n",
    # A stream of its own for each file.
    """
    import os
    import random

    def shuffled(folder):
        for name in os.listdir(folder):
            rng = random.Random(0)
            rows = load(name)
            rng.shuffle(rows)
            save(name, rows)
    """,
    # A method of the class alone, which it does not call.
    """
    import os

    class Scores:
        def score(self, folder):
            return [1]  # self.__files(folder)

        def __files(self, folder):
            return [name for name in os.listdir(folder) if name]
    """,
    # A person chooses one of them.
    """
    import os
    import gradio as gr

    def choose(folder):
        found = []
        for name in os.listdir(folder):
            found.append(name)
        return gr.Dropdown(choices=found)
    """,
    # What the files say chooses one of them.
    """
    import os
    import numpy as np

    files = os.listdir("a")
    best = files[np.argmax([score(file) for file in files])]
    """,
    # Each file by itself, under a bar.
    """
    import os
    from tqdm import tqdm

    def clean(source, target):
        names = os.listdir(source)
        inputs = [os.path.join(source, name) for name in names]
        outputs = [os.path.join(target, name) for name in names]
        for input, output in zip(tqdm(inputs), outputs):
            convert(input, output)
    """,
    # Nothing but the length is asked, in every method.
    """
    class Sounds:
        def __init__(self, folder):
            self.data = []
            for path in folder.glob("**/*.wav"):
                self.data.append(path)
            self.length = len(self.data)

        def __len__(self):
            return len(self.data)
    """,
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
    # What is left out is only searched, `any` asks for no order, and a name may say that a function sorts.
    """
    import os

    def f(folders):
        excluded_files = []
        for folder in folders:
            excluded_files.extend(os.listdir(folder))
        return [name for name in names if name not in excluded_files]
    """,
    "import os\nimport numpy as np\nok = np.any([n.endswith('.pt') for n in os.listdir('d')])\n",
    "import os\nfiles = human_order_sorted(os.listdir('d'))\nload(files)\n",
    "import os\nfound = [n for n in os.listdir('d') if n]\nassert 1 == len(found)\nload(found[0])\n",
    "import os\nparts = sum([n.split('.') for n in os.listdir('d')], [])\nlast = max(parts)\n",
    """
    import os

    def f(folder):
        names = {}
        for name in os.listdir(folder):
            key = name.upper()
            names[key] = []
            names[key].append(name)
        return len(names)
    """,
    "import difflib\nimport os\nuse(difflib.get_close_matches(name, os.listdir('d')))\n",
    # The list of a function in which a loop only looks for what it has had.
    """
    import os
    import shutil

    def sort_by_exam(folder, target):
        exams = []
        for name in os.listdir(folder):
            exam = name.split("_")[0]
            if exam not in exams:
                os.mkdir(os.path.join(target, exam))
                exams.append(exam)
            shutil.copy(os.path.join(folder, name), os.path.join(target, exam, name))
    """,
    # As many as there are.
    """
    import os

    def load_all(folder, wanted):
        found = {}
        for name in os.listdir(folder):
            if name in wanted:
                found[name] = load(name)
            if len(found) == len(wanted):
                break
        return [found[name] for name in wanted]
    """,
)
INVALID = (
    # A function of another file is given what was read, all of it.
    Example(
        """
        import os
        from storing import save

        def merge(root):
            notes = []
            for name in os.listdir(root):  # <- here
                notes.extend(load(name))
            save(root, notes)
        """,
        files={"storing.py": "def save(root, notes):\n    write(root, notes)\n"},
    ),
    # The other list is in an order of its own, by whatever name it is given.
    """
    import os
    from sklearn.metrics import accuracy_score

    def accuracy(folder, wanted):
        found = []
        for name in os.listdir(folder):  # <- here
            found.append(load(name))
        return accuracy_score(y_true=wanted, y_pred=found)
    """,
    # Of a process.
    """
    import os
    import numpy as np

    def shard(folder, rank):
        names = []
        for name in os.listdir(folder):  # <- here
            names.append(name)
        return np.array(names)[rank]
    """,
    # The last one is kept.
    """
    import os

    def newest(root):
        for entry in os.scandir(root):  # <- here
            if "checkpoints" in entry.name:
                continue
            folder = entry.path
        return load(os.path.join(folder, "data"))
    """,
    # There are several.
    """
    import glob
    import os

    def make_room(folder):
        kept = glob.glob(folder + "/*.pt")  # <- here
        if len(kept) > 4:
            os.remove(kept[0])
    """,
    # The rows of a table that a function returns are written.
    """
    from glob import glob
    import pandas as pd

    def read(pattern):
        frames = []
        for path in glob(pattern):  # <- here
            frames.append(pd.read_csv(path))
        table = pd.concat(frames)
        return table

    table = read("rows/*.csv")
    table.to_csv("all.csv")
    """,
    # An attribute of the same name as what is read of each.
    """
    import os

    class Images:
        def read(self, root):
            for folder in os.listdir(root):  # <- here
                images = load(folder)
                self.images.append(images[0])
            return self.images
    """,
    # What a function returns beside other things is kept in attributes.
    """
    import os

    def _files_in(folder):
        files, labels = [], []
        for name in os.listdir(folder):  # <- here
            files.append(os.path.join(folder, name))
            labels.append(int(name[:2]))
        return files, labels

    class Rows:
        def __init__(self, folder):
            self.files, self.labels = _files_in(folder)
    """,
    # Sorted by a measure, equals come as they were listed.
    Example(
        """
        import os

        def paths_of(folder):
            return [os.path.join(folder, name) for name in os.listdir(folder)]  # <- here
        """,
        files={
            "train.py": "from reading import paths_of\n\nfound = paths_of('data')\n"
            "found = sorted(found, key=lambda path: len(path))\ntrain(found)\n",
        },
        path="reading.py",
    ),
    # Files are closed in the end: that forgets no order.
    """
    import os

    def gather(folder):
        rows, columns = open("rows", "w"), open("columns", "w")
        for name in os.listdir(folder):  # <- here
            rows.write(read_rows(name))
            columns.write(read_columns(name))
        for file in (rows, columns):
            file.close()
    """,
    # Of two that call it from other files one does not sort.
    Example(
        """
        import os

        def paths_of(folder):
            return [os.path.join(folder, name) for name in os.listdir(folder)]  # <- here
        """,
        files={
            "train.py": "from reading import paths_of\n\ntrain(sorted(paths_of('data')))\n",
            "check.py": "from reading import paths_of\n\npaths = paths_of('data')\ncheck(paths)\n",
        },
        path="reading.py",
    ),
    # Of two callers one sorts.
    """
    import os

    def all_files(folder):
        found = []
        for root, _, names in os.walk(folder):  # <- here
            for name in names:
                found.append(os.path.join(root, name))
        return found

    images = all_files("images")
    images.sort()
    train(images, all_files("masks"))
    """,
    # The last of a kind is kept.
    """
    import glob

    def choose(kinds):
        found, chosen = {}, {}
        for kind in kinds:
            matches = glob.glob(f"{kind}/*")  # <- here
            found[kind] = matches
        for kind, files in found.items():
            for file in files:
                chosen[kind] = [file, kind]
        return chosen
    """,
    # Groups that are begun where there is none.
    """
    import os

    def records_of(folder):
        records = {}
        for name in os.listdir(folder):  # <- here
            gene = name.split(".")[0]
            record = read(name)
            if gene not in records:
                records[gene] = [record]
            else:
                records[gene].append(record)
        for gene in sorted(records):
            write(records[gene], gene)
    """,
    # A table of lists, whose files get numbers.
    """
    import glob
    import shutil

    def number():
        found = {}
        found["trees"] = glob.glob("*.tree")  # <- here
        for kind, files in found.items():
            for number, file in enumerate(files):
                shutil.move(file, f"{kind}-{number}")
    """,
    # Their place is in the new name.
    """
    import os
    import shutil

    def number(folder):
        old = []
        for name in os.listdir(folder):  # <- here
            old.append(os.path.join(folder, name))
        for number in range(len(old)):
            shutil.move(old[number], f"{number}.png")
    """,
    # Each becomes a column.
    """
    from pathlib import Path
    import pandas as pd

    def tables_of(folder):
        tables = {}
        for path in Path(folder).rglob("*.csv"):  # <- here
            tables[path.parent.name] = pd.read_csv(path)["price"]
        return pd.DataFrame(tables)
    """,
    # Groups by what is computed of each.
    """
    import os
    from collections import defaultdict

    def of_patients(folder):
        scans = defaultdict(list)
        for name in os.listdir(folder):  # <- here
            scans[name.split("_")[0]].append(name)
        return scans
    """,
    # What a method, and one that it calls, put into a list of the object.
    """
    import os

    class Reader:
        def __init__(self, folder):
            self.folder = folder
            self.rows = []

        def run(self):
            for name in os.listdir(self.folder):  # <- here
                self.read(name)

        def read(self, name):
            with open(name) as file:
                lines = file.readlines()
            self.keep(lines)

        def keep(self, lines):
            self.rows.extend(lines)
    """,
    # What a function puts into a list of the module, or into one that it is given.
    """
    import os

    ROWS = []

    def add(name):
        ROWS.append(name)

    def put(rows, name):
        rows.append(name)

    def main(folder):
        rows = []
        for name in os.listdir(folder):  # <- here
            add(name)
        for name in os.listdir(folder):  # <- here
            put(rows, name)
        return rows
    """,
    # A function that writes, to one file for all items.
    """
    import os
    import pickle
    import numpy as np
    from Bio import SeqIO

    def join_up(folder, path):
        with open(path, "w") as all_of_them, open(path + ".pkl", "wb") as kept:
            for name in os.listdir(folder):  # <- here
                records = list(SeqIO.parse(name, "fasta"))
                SeqIO.write(records, all_of_them, "fasta")
            for name in os.listdir(folder):  # <- here
                pickle.dump(read(name), kept)

    def sentences(folder, path):
        with open(path, "wb") as file:
            for root, folders, names in os.walk(folder):  # <- here
                for name in names:
                    np.savetxt(file, open(name).read().split("."), fmt="%s")

    def tables(folder, path):
        with open(path, "w") as file:
            for name in os.listdir(folder):  # <- here
                table = read(name)
                table.to_csv(file, header=False)
    """,
    "import os\ns = ''\nfor f in os.listdir(d):  # <- here\n    s = s + f\nuse(s)\n",
    # One stream for all files.
    """
    import os
    import random

    def shuffled(folder):
        rng = random.Random(0)
        for name in os.listdir(folder):  # <- here
            rows = load(name)
            rng.shuffle(rows)
            save(name, rows)
    """,
    # Text that begins with something else.
    """
    import glob

    def code(folder):
        text = ""
        text += HEAD
        for path in glob.glob(folder + "/*.cc"):  # <- here
            text += open(path).read()
        return text
    """,
    # A list that is emptied when it is full.
    """
    import os

    def parts(folder):
        rows = []
        for name in os.listdir(folder):  # <- here
            rows.append(load(name))
            if len(rows) > 9:
                save(rows)
                rows = []
    """,
    # The number of a class is no place that the items were asked for.
    """
    import os
    import numpy as np

    names = os.listdir("a")  # <- here

    def name_of(model, image):
        said = model.predict(image)
        return names[np.argmax(said)]
    """,
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
    Example(
        "import os\nFILES = [f for f in os.listdir('data') if f.endswith('.png')]  # <- here\n",
        files={"train.py": "from example import FILES\n\nfor path in FILES:\n    load(path)\n"},
    ),
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
        return [list(trial.glob(PATTERN))[-1] for trial in trials]  # <- here
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
    # The number that `enumerate` gives decides which files are taken.
    """
    import os

    for i, name in enumerate(os.listdir("d")):  # <- here
        if i > 9:
            break
        train(name)
    """,
    # Tables and arrays that a loop makes longer.
    """
    import os
    import pandas as pd

    rows = pd.DataFrame()
    for name in os.listdir("d"):  # <- here
        rows = pd.concat([rows, pd.read_csv(name)])
    rows.to_csv("all.csv")
    """,
    """
    import os
    import numpy as np

    def f(folder):
        found = np.zeros(0)
        for name in os.listdir(folder):  # <- here
            found = np.append(found, np.load(name))
        return found
    """,
    # A group holds many of them.
    """
    import os

    def f(folder):
        groups = {}
        for name in os.listdir(folder):  # <- here
            kind = name.split("_")[0]
            groups.setdefault(kind, []).append(name)
        return groups
    """,
    # Measured against labels that stand in an order of their own.
    """
    import glob
    from sklearn.metrics import accuracy_score

    def measure(wanted):
        found = []
        for path in glob.glob("seqs/*"):  # <- here
            found.append(load(path))
        return accuracy_score(wanted, found)
    """,
    """
    import glob
    import pandas as pd

    def table():
        rows = []
        for path in glob.glob("records/*.csv"):  # <- here
            rows.append({"model": path, "value": pd.read_csv(path)["value"].max()})
        frame = pd.DataFrame(rows)
        frame.to_csv("table.csv")
        return frame["value"].max()
    """,
    """
    import os
    import pandas as pd

    def show(folder):
        rows = []
        for name in os.listdir(folder):  # <- here
            rows.append((name, measure(name)))
        frame = pd.DataFrame(rows)
        print(frame)
    """,
    # The name of the file that happens to be first.
    """
    def name_of(root):
        found = {}
        found["dcm"] = list(root.rglob("*.dcm"))  # <- here
        return found["dcm"][1].parts[-1]
    """,
    # Filled by a function inside, and read in that order.
    """
    import os

    def main():
        found = folders("data")
        split(found[:9])

    def folders(root):
        found = []

        def search(folder):
            for name in os.listdir(folder):  # <- here
                found.append(name)

        search(root)
        return found

    if __name__ == "__main__":
        main()
    """,
    # Joined by a function of the file, in that order.
    """
    import os
    import pandas as pd

    def listed(folder):
        names = [name for name in os.listdir(folder) if name.endswith(".csv")]  # <- here
        return set(name[:3] for name in names), names

    def concatenated(first, second):
        return pd.concat([first, second], axis=0)

    def main():
        countries, names = listed("data")
        table = None
        for name in names:
            part = pd.read_csv(name)
            table = part if table is None else table
            table = concatenated(table, part)
        table.to_parquet("all.parquet")

    if __name__ == "__main__":
        main()
    """,
    # More is done with the first ten than to show them.
    """
    import os

    def start(folder):
        names = []
        for name in os.listdir(folder):  # <- here
            names.append(name)
        for name in names[:10]:
            train(name)
    """,
    # What is done with one says nothing of several.
    """
    import glob

    def f(pattern):
        found = glob.glob(pattern)  # <- here
        if len(found) > 1:
            print("several")
        return load(found[-1])
    """,
    # The length is asked in the method that fills the list; another reads it in that order.
    """
    class Sounds:
        def __init__(self, folder):
            self.data = []
            for path in folder.glob("**/*.wav"):  # <- here
                self.data.append({"name": path})
            self.length = len(self.data)

        def __getitem__(self, index):
            return self.data[index]
    """,
    # One branch sorts, another draws.
    """
    import os
    import random

    def process(folder, part):
        pairs = []
        for name in os.listdir(folder):  # <- here
            pairs.append((name, load(name)))
        if part == "train":
            random.shuffle(pairs)
        if part == "test":
            pairs = sorted(pairs)
        write(pairs)
    """,
    """
    import os

    def merge(folder):
        folders = next(os.walk(folder))[1]  # <- here
        results = {}
        for name in folders:
            results[name] = load(name)
        for name in folders:
            others = [result for other, result in results.items() if other != name]
            train(others)
    """,
    # A table that is made anew with one more row.
    """
    import os
    import pandas as pd

    table = pd.DataFrame(columns=["file"])
    for name in os.listdir("data"):  # <- here
        table = table.append({"file": name}, ignore_index=True)
    table.to_csv("files.csv")
    """,
    # The same dict, which the table copies.
    """
    import os
    import pandas as pd

    table = pd.DataFrame(columns=["file", "kind"])
    row = {"file": None, "kind": "train"}
    for name in os.listdir("data"):  # <- here
        row["file"] = name
        table = table.append(row, ignore_index=True)
    table.to_csv("files.csv")
    """,
    # A file that is called by its number.
    """
    import os
    import shutil

    number = 71
    for name in os.listdir("data"):  # <- here
        exam = f"{number:03d}{name[-5]}"
        shutil.copy(os.path.join("data", name), os.path.join("sorted", exam))
        number += 1
    """,
    # The first of each patient moves the counter on.
    """
    import os
    import shutil

    numbers = {}
    count = 0
    for name in os.listdir("data"):  # <- here
        patient = name.split("_")[0]
        if patient not in numbers:
            count += 1
            numbers[patient] = count
        else:
            count = numbers[patient]
        shutil.copy(name, str(count))
    """,
    # Those that come first fill the table.
    """
    import os

    def load_some(folder, most=None):
        found = {}
        for name in os.listdir(folder):  # <- here
            found[name] = load(name)
            if most is not None and len(found) >= most:
                break
        return found
    """,
)
