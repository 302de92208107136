"""Which file is the user's, and which of its lines is running."""

from __future__ import annotations

import functools
import importlib
import json
import os
import sys
import textwrap
import threading
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy
import pytest

import lint_rules
import pytest_repro
from pytest_repro.interpose.factories import Field
from pytest_repro.interpose.sites import Place, SiteFinder

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGES = "lib/python3.9/site-packages"


@pytest.fixture
def finder(tmp_path: Path) -> SiteFinder:
    return SiteFinder(tmp_path)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project with a library beside it, both importable; ``draw()`` of either calls what it is given."""
    write(tmp_path / PACKAGES / "itslib.py", "def draw(tap):\n    return tap()\n")
    write(tmp_path / "itscode.py", "import itslib\n\ndef train(tap):\n    return itslib.draw(tap)\n")
    monkeypatch.syspath_prepend(tmp_path / PACKAGES)
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith("its")]:
        del sys.modules[name]


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text))
    return path


LIBRARY = {
    "standard library": json.__file__,
    "standard library in a folder": os.path.join(os.path.dirname(os.__file__), "lib-dynload", "x.py"),  # noqa: PTH118, PTH120
    "installed": numpy.__file__,
    "this package": pytest_repro.__file__,
    "no file": "<string>",
    "frozen": "<frozen os>",
    "generated": "<__array_function__ internals>",
    "another environment": f"/srv/env/{PACKAGES}/lib/module.py",
    "Debian": "/usr/lib/python3/dist-packages/lib.py",
}


@pytest.mark.parametrize("kind", sorted(LIBRARY))
def test_libraries_are_not_the_users(kind: str, finder: SiteFinder) -> None:
    assert not finder.is_user_file(LIBRARY[kind])


@pytest.mark.parametrize(
    "path", ["src/model.py", "conftest.py", "site-packages.py", "my-site-packages/x.py", "stdlib/json.py"]
)
def test_whatever_lies_elsewhere_is_the_users(path: str, finder: SiteFinder, tmp_path: Path) -> None:
    assert finder.is_user_file(str(tmp_path / path))


def test_editable_installs_are_the_users(finder: SiteFinder) -> None:
    assert finder.is_user_file("/home/ada/other-project/src/other/core.py")
    assert finder.is_user_file(__file__)


def test_an_environment_inside_the_project_is_not(finder: SiteFinder, tmp_path: Path) -> None:
    assert not finder.is_user_file(str(tmp_path / ".venv" / PACKAGES / "torch" / "nn.py"))


def test_links_are_followed(finder: SiteFinder, tmp_path: Path) -> None:
    library = write(tmp_path / PACKAGES / "lib.py", "")
    (tmp_path / "link.py").symlink_to(library)
    assert not finder.is_user_file(str(tmp_path / "link.py"))
    own = write(tmp_path / "real" / "own.py", "")
    (tmp_path / PACKAGES / "own.py").symlink_to(own)
    assert finder.is_user_file(str(tmp_path / PACKAGES / "own.py"))


def test_an_installed_package_may_be_what_is_tested(tmp_path: Path) -> None:
    packages = tmp_path / PACKAGES
    finder = SiteFinder(packages / "mine")
    assert finder.is_user_file(str(packages / "mine" / "model.py"))
    assert not finder.is_user_file(str(packages / "numpy" / "core.py"))
    assert not finder.is_user_file(str(packages / "mine" / ".venv" / PACKAGES / "x.py"))


def test_the_folder_of_all_packages_is_nobodys_project(tmp_path: Path) -> None:
    finder = SiteFinder(tmp_path / PACKAGES)
    assert not finder.is_user_file(str(tmp_path / PACKAGES / "numpy" / "core.py"))


def test_a_root_round_the_interpreter_makes_nothing_the_users() -> None:
    finder = SiteFinder(Path("/"))
    assert not finder.is_user_file(json.__file__)
    assert not finder.is_user_file(numpy.__file__)


def test_a_zipped_standard_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.syspath_prepend("/opt/app/python311.zip")
    finder = SiteFinder(tmp_path)
    assert not finder.is_user_file("/opt/app/python311.zip/json/decoder.py")
    assert finder.is_user_file("/opt/app/model.zip/train.py")


def test_the_innermost_line_of_the_user(project: Path, finder: SiteFinder) -> None:
    code = importlib.import_module("itscode")
    place = code.train(lambda: json.loads("1", parse_int=lambda _: finder.place()))
    # This test is a user's file, too: it gave the function that asks.
    assert (Path(place.file).name, place.function.rpartition(".")[2]) == (Path(__file__).name, "<lambda>")
    assert code.train(_asking(finder)) == Place(str(project / "itscode.py"), 4, "train")


def _asking(finder: SiteFinder, depth: int = 1) -> Any:
    """A function without a file of its own that asks for the place, as a tap does."""
    space: dict[str, Any] = {"finder": finder, "depth": depth}
    exec("def ask():\n    return finder.place(depth)", space)
    return space["ask"]


def test_code_without_a_file_is_its_callers(finder: SiteFinder) -> None:
    place = eval("ask()", {"ask": _asking(finder)})
    assert place is not None
    assert place.file == __file__
    assert place.function.endswith("test_code_without_a_file_is_its_callers")


def test_a_thread_of_a_library_has_no_place(finder: SiteFinder) -> None:
    found: list[Place | None] = []
    space: dict[str, Any] = {"ask": _asking(finder), "found": found}
    exec("def work():\n    found.append(ask())", space)
    thread = threading.Thread(target=space["work"])
    thread.start()
    thread.join()
    assert found == [None]


def test_what_a_library_does_while_it_is_imported_is_its_own(project: Path, finder: SiteFinder) -> None:
    write(project / PACKAGES / "itsdrawing.py", "import builtins\nFOUND = builtins._ask()\n")
    write(project / "itsimporting.py", "import builtins\nimport itsdrawing\nFOUND = builtins._ask()\n")
    import builtins

    builtins._ask = _asking(finder)  # type: ignore[attr-defined]
    try:
        user = importlib.import_module("itsimporting")
    finally:
        del builtins._ask  # type: ignore[attr-defined]
    assert sys.modules["itsdrawing"].FOUND is None
    assert Place(str(project / "itsimporting.py"), 3, "<module>") == user.FOUND


DATACLASSES = """
from dataclasses import dataclass, field

def made(ask):
    @dataclass
    class Base:
        size: int = 3
        found: object = field(default_factory=ask)

    {decorator}
    class Made{base}:
        {body}

    return Made({given})
"""
FIRST = "first: list = field(default_factory=list)\n        "


@pytest.mark.parametrize(
    ("decorator", "base", "body", "given", "owner"),
    [
        ("@dataclass", "", "found: object = field(default_factory=ask)", "", "Made"),
        ("@dataclass", "", FIRST + "found: object = field(default_factory=ask)", "", "Made"),
        ("@dataclass", "", FIRST + "found: object = field(default_factory=ask)", "first=[]", "Made"),
        ("@dataclass", "", "found: object = field(default_factory=ask, init=False)", "", "Made"),
        ("@dataclass(slots=True)", "", FIRST + "found: object = field(default_factory=ask)", "", "Made"),
        ("@dataclass(frozen=True)", "", "found: object = field(default_factory=ask)", "", "Made"),
        ("@dataclass", "(Base)", "size: int = field(default_factory=int)", "", "Base"),
        ("@dataclass", "(Base)", "found: object = field(default_factory=ask)", "", "Made"),
        ("", "", "def __init__(self):\n            self.found = ask()", "", None),
    ],
    ids=["only", "second", "first given", "no argument", "slots", "frozen", "of a base", "instead", "plain"],
)
def test_the_field_of_a_dataclass_whose_factory_has_no_frame(
    decorator: str, base: str, body: str, given: str, owner: str | None, project: Path, finder: SiteFinder
) -> None:
    text = DATACLASSES.format(decorator=decorator, base=base, body=body, given=given)
    file = write(project / "itsclasses.py", text)
    made = importlib.import_module("itsclasses").made(_asking(finder))
    place = made.found
    assert place.file == str(file)
    expected = None if owner is None else Field(str(file), f"made.<locals>.{owner}", "found")
    assert place.field == expected


def test_a_field_of_a_librarys_class_is_drawn_by_who_makes_it(project: Path, finder: SiteFinder) -> None:
    text = DATACLASSES.format(
        decorator="@dataclass", base="", body="found: object = field(default_factory=ask)", given=""
    )
    write(project / PACKAGES / "itsdefaults.py", text)
    write(
        project / "itsmaking.py", "import itsdefaults\n\ndef make(ask):\n    return itsdefaults.made(ask)\n"
    )
    place = importlib.import_module("itsmaking").make(_asking(finder)).found
    assert (Path(place.file).name, place.line, place.field) == ("itsmaking.py", 4, None)


def test_code_in_an_archive(tmp_path: Path, finder: SiteFinder, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "code.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("itszipped.py", "def train(tap):\n    return tap()\n")
    monkeypatch.syspath_prepend(archive)
    try:
        place = importlib.import_module("itszipped").train(_asking(finder))
    finally:
        sys.modules.pop("itszipped", None)
    assert place == Place(str(archive / "itszipped.py"), 2, "train")
    assert finder.site(place).path == "code.zip/itszipped.py"


def test_a_site_is_shown_from_the_root(project: Path, finder: SiteFinder) -> None:
    site = finder.site(Place(str(project / "itscode.py"), 4, "train"))
    assert (site.path, site.line, site.text) == ("itscode.py", 4, "return itslib.draw(tap)")


def test_paths_outside_the_root_and_through_links(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "project")
    finder = SiteFinder(tmp_path / "link")
    assert finder.relative(str(tmp_path / "project" / "a" / "b.py")) == "a/b.py"
    assert finder.relative(str(tmp_path / "link" / "b.py")) == "b.py"
    assert finder.relative(str(tmp_path / "shared" / "b.py")) == "../shared/b.py"


def test_a_file_that_is_gone_has_no_text(finder: SiteFinder) -> None:
    assert finder.site(Place("/nowhere/gone.py", 3, "f")).text == ""


@pytest.mark.parametrize(
    ("file", "theirs"),
    [("outputs/walk.py", False), ("traces/digest.py", False), ("traces/operations.py", True)],
)
def test_what_digests_do_in_passing_is_not_the_users(
    file: str, theirs: bool, project: Path, finder: SiteFinder
) -> None:
    """An operation that a trace passes on is the user's, though."""
    import itscode

    own = Path(pytest_repro.__file__).parent / file
    scope: dict[str, Any] = {}
    exec(compile("def own(tap):\n    return tap()\n", str(own), "exec"), scope)
    place = itscode.train(lambda: scope["own"](finder.place))
    assert (place is not None) is theirs


POOLED = """
from concurrent.futures import ThreadPoolExecutor

def draw(tap):
    with ThreadPoolExecutor(1) as pool:
        pool.submit = lambda task: task()
        return pool.submit(tap)
"""


def test_a_pool_is_the_users_or_a_librarys(project: Path, finder: SiteFinder) -> None:
    write(project / PACKAGES / "itspool.py", POOLED)
    write(
        project / "itsown.py",
        POOLED + "\ndef by_library(tap):\n    import itspool\n    return itspool.draw(tap)\n",
    )
    own: Any = importlib.import_module("itsown")
    asked = functools.partial(lambda: finder.in_library(depth=2))
    assert own.draw(asked) is False
    assert own.by_library(asked) is True


def test_no_part_of_this_project_is_the_users(tmp_path: Path) -> None:
    """The session asks the linter, which reads files of its own: from a checkout they looked like data."""
    finder = SiteFinder(tmp_path)
    assert not finder.is_user_file(lint_rules.__file__)
    assert not finder.is_user_file(pytest_repro.__file__)
