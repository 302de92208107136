"""The order of listings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from source_contract import SourceContract

if TYPE_CHECKING:
    from collections.abc import Callable

    from source_contract import Bench

FOLDER = """
        import glob
        import os
        import pathlib
        import shutil
        import sys

        HOME = os.path.dirname(os.path.abspath(__file__))
        DATA = os.path.join(HOME, "data")
        for _name in ("x", "y", "z"):
            os.makedirs(os.path.join(DATA, _name), exist_ok=True)
            for _i in range(9):
                open(os.path.join(DATA, _name, f"{_name}{_i}.txt"), "w").close()
        for _i in range(9):
            open(os.path.join(DATA, f"{_i}.txt"), "w").close()
        P = pathlib.Path(DATA)
"""


class TestDirectoryOrder(SourceContract):
    source = "directory-order"
    other_order = True
    probes = (
        FOLDER
        + """
        def listdir():
            return os.listdir(DATA)  # HERE

        def listdir_of_bytes():
            return [os.fsdecode(n) for n in os.listdir(os.fsencode(DATA))]  # HERE

        def listdir_by_keyword():
            return os.listdir(path=P)  # HERE

        def listdir_of_the_working_directory():
            os.chdir(DATA)
            try:
                return [
                    os.listdir(),  # HERE
                    [e.name for e in os.scandir()],  # HERE
                    glob.glob("*.txt"),  # HERE
                ]
            finally:
                os.chdir(HOME)

        def descriptor():
            fd = os.open(DATA, os.O_RDONLY)
            try:
                return [
                    os.listdir(fd),  # HERE
                    [e.name for e in os.scandir(fd)],  # HERE
                ]
            finally:
                os.close(fd)

        def scandir():
            return [e.name for e in os.scandir(DATA)]  # HERE

        def steady_entries_are_told_from_paths_by_their_class():
            def name(one):
                match one:
                    case os.DirEntry(name=found) if isinstance(one, os.DirEntry):
                        return found
                raise TypeError(type(one))
            return sorted(name(e) for e in os.scandir(DATA))  # HERE

        def scandir_of_bytes():
            return [os.fsdecode(e.name) for e in os.scandir(os.fsencode(DATA))]  # HERE

        def nested_scans():
            found = []
            with os.scandir(DATA) as outer:  # HERE
                for entry in outer:
                    if entry.is_dir():
                        with os.scandir(entry) as inner:  # HERE
                            found += [entry.name, *(e.name for e in inner if e.is_file())]
            return found

        def steady_closed_scan():
            with os.scandir(DATA) as entries:  # HERE
                next(entries)
            return [e.name for e in entries]

        def walk():
            return [[d, f] for _, d, f in os.walk(DATA)]  # HERE

        def walk_bottom_up():
            return [[os.path.basename(r), d, f] for r, d, f in os.walk(DATA, topdown=False)]  # HERE

        def fwalk():
            return [[d, f] for _, d, f, _ in os.fwalk(DATA)]  # HERE

        def globbed():
            return glob.glob(os.path.join(DATA, "*.txt"))  # HERE

        def globbed_below():
            return glob.glob(DATA + "/**/*.txt", recursive=True)  # HERE

        def globbed_in_a_root():
            return glob.glob("*/*.txt", root_dir=DATA)  # HERE

        def globbed_lazily():
            return list(glob.iglob(DATA + "/*"))  # HERE

        def iterdir():
            return [p.name for p in P.iterdir()]  # HERE

        def path_glob():
            return [p.name for p in P.glob("*.txt")]  # HERE

        def path_glob_below():
            return [p.name for p in P.glob("*/*.txt")]  # HERE

        def path_rglob():
            return [p.name for p in P.rglob("*.txt")]  # HERE

        def path_walk():
            walk = P.walk if sys.version_info >= (3, 12) else lambda: os.walk(P)
            return [[d, f] for _, d, f in walk()]  # HERE

        def steady_sorted():
            return sorted(os.listdir(DATA))  # HERE

        def copied():
            order = []
            def copy(source, target):
                order.append(os.path.basename(source))
                return shutil.copy2(source, target)
            target = os.path.join(HOME, f"copy{os.getpid()}")
            shutil.copytree(DATA, target, copy_function=copy)  # HERE
            return order

        def steady_removed():
            target = os.path.join(HOME, f"copy{os.getpid()}-gone")
            shutil.copytree(DATA, target)  # HERE
            shutil.rmtree(target)
            return os.path.exists(target)

        class Layer:
            ls = os.listdir

        def class_attribute():
            return Layer().ls(DATA)  # HERE

        def supported():
            return [os.listdir in os.supports_fd, os.scandir in os.supports_fd]

        def errors():
            found = []
            for list_it in (os.listdir, os.scandir):
                try:
                    list_it(DATA + "/missing")  # HERE
                except FileNotFoundError as error:
                    found.append(error.errno)
            return found
        """.replace("def errors", "def steady_errors")
    )


ONE_TRIAL = (
    FOLDER.replace("\n        ", "\n")
    + """

def stable():
    first = os.listdir(DATA)
    return [first, os.listdir(DATA), [e.name for e in os.scandir(DATA)], [p.name for p in P.iterdir()]]

def two():
    return os.listdir(os.path.join(HOME, "pair"))

def ends():
    listings = [os.listdir(os.path.join(HOME, f"few{size}")) for size in range(3, 9)]
    return [[names[0], names[-1]] for names in listings]
"""
)


class TestInodes(SourceContract):
    source = "directory-order"
    other_order = True
    probes = (
        FOLDER
        + """
        FILES = sorted(P.glob("*.txt"))

        def numbers():
            return [
                os.stat(FILES[0]).st_ino,  # HERE
                FILES[0].stat().st_ino,  # HERE
                FILES[0].lstat().st_ino,  # HERE
            ]

        def by_number():
            return [path.name for path in sorted(FILES, key=lambda path: path.stat().st_ino)]  # HERE

        def entries():
            found = sorted(os.scandir(P), key=lambda entry: entry.name)  # HERE
            return [entry.inode() for entry in found]  # HERE

        def the_same_file():
            return [
                os.path.samefile(FILES[0], FILES[0]),
                os.path.samefile(FILES[0], FILES[1]),
                os.stat(FILES[0]).st_size,
                os.path.ismount(P),
            ]

        def _same(one, other):
            return one.st_ino == other.st_ino

        def same_by_hand():
            one, other, third = os.stat(FILES[0]), FILES[0].stat(), os.stat(FILES[1])
            return [_same(one, other), _same(one, third)]
        """
    )


def test_within_a_trial_the_order_is_the_same_and_never_the_real_one(bench: Callable[..., Bench]) -> None:
    made = bench(ONE_TRIAL)
    pair = made.project / "pair"
    pair.mkdir()
    for name in ("a", "b"):
        (pair / name).touch()
    for size in range(3, 9):
        (made.project / f"few{size}").mkdir()
        for number in range(size):
            (made.project / f"few{size}" / str(number)).touch()
    recorded = made.record()
    for _ in range(2):
        varied = made.vary()
        first, *others = varied.answers["stable"]
        assert others == [first] * 3
        assert varied.answers["two"] == recorded.answers["two"][::-1]
        # Neither the first nor the last stays: programs take one of them.
        pairs = zip(varied.answers["ends"], recorded.answers["ends"], strict=True)
        assert all(ours[0] != theirs[0] and ours[1] != theirs[1] for ours, theirs in pairs)
