"""Callbacks on imports: called once, in time, and without a trace on the module."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.resources
import importlib.util
import inspect
import json
import sys
import textwrap
import zipfile
from importlib.machinery import PathFinder, SourceFileLoader
from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro.interpose.imports import ImportHooks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith("hooked")]:
        del sys.modules[name]


@pytest.fixture
def hooks() -> Iterator[ImportHooks]:
    made = ImportHooks()
    yield made
    made.remove()


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.py").write_text(textwrap.dedent(text))


def test_a_module_imported_before_is_served_at_once(hooks: ImportHooks) -> None:
    found: list[Any] = []
    hooks.when_imported("json", found.append)
    assert found == [json]
    assert hooks not in sys.meta_path


def test_callbacks_run_once_and_in_order_when_the_module_is_complete(
    folder: Path, hooks: ImportHooks
) -> None:
    write(folder, hooked="VALUE = 1\n")
    found: list[Any] = []
    hooks.when_imported("hooked", lambda module: found.append(("first", module.VALUE)))
    hooks.when_imported("hooked", lambda module: found.append(("second", module.VALUE)))
    assert not found
    importlib.import_module("hooked")
    importlib.import_module("hooked")
    assert found == [("first", 1), ("second", 1)]


def test_a_module_keeps_its_loader_and_spec(folder: Path, hooks: ImportHooks) -> None:
    write(folder, hooked="LOADER = __loader__\nSPEC = __spec__\n")
    hooks.when_imported("hooked", lambda module: None)
    module = importlib.import_module("hooked")
    for loader in (module.__loader__, module.__spec__.loader, module.LOADER, module.SPEC.loader):
        assert type(loader) is SourceFileLoader
    assert module.__file__ == str(folder / "hooked.py")
    assert inspect.getsource(module).startswith("LOADER")
    assert module.__spec__.origin == module.__file__
    assert module.__cached__


def test_packages_with_resources_and_submodules(folder: Path, hooks: ImportHooks) -> None:
    (folder / "hooked").mkdir()
    write(folder / "hooked", __init__="from . import inner\n", inner="X = 2\n")
    (folder / "hooked" / "data.txt").write_text("hello")
    found: list[str] = []
    hooks.when_imported("hooked", lambda module: found.append(module.__name__))
    hooks.when_imported("hooked.inner", lambda module: found.append(module.__name__))
    package = importlib.import_module("hooked")
    assert found == ["hooked.inner", "hooked"]
    assert (importlib.resources.files("hooked") / "data.txt").read_text() == "hello"
    assert package.__path__ == [str(folder / "hooked")]
    assert package.inner.X == 2


def test_asking_for_a_module_is_not_importing_it(folder: Path, hooks: ImportHooks) -> None:
    write(folder, hooked="")
    found: list[str] = []
    hooks.when_imported("hooked", lambda module: found.append(module.__name__))
    for _ in range(2):
        assert importlib.util.find_spec("hooked") is not None
    assert not found
    importlib.import_module("hooked")
    assert found == ["hooked"]


def test_a_module_that_is_missing_stays_missing(hooks: ImportHooks) -> None:
    hooks.when_imported("hooked_nowhere", pytest.fail)
    with pytest.raises(ModuleNotFoundError, match="No module named 'hooked_nowhere'"):
        importlib.import_module("hooked_nowhere")
    assert importlib.util.find_spec("hooked_nowhere") is None


def test_an_import_that_fails_may_succeed_later(folder: Path, hooks: ImportHooks) -> None:
    write(folder, hooked="import hooked_other\n")
    found: list[str] = []
    hooks.when_imported("hooked", lambda module: found.append(module.__name__))
    with pytest.raises(ModuleNotFoundError, match="hooked_other"):
        importlib.import_module("hooked")
    assert "hooked" not in sys.modules
    assert not found
    write(folder, hooked_other="")
    importlib.invalidate_caches()
    importlib.import_module("hooked")
    assert found == ["hooked"]


def test_circular_imports(folder: Path, hooks: ImportHooks) -> None:
    write(folder, hooked_a="import hooked_b\nA = 1\n", hooked_b="import hooked_a\nB = hooked_a.__name__\n")
    found: list[str] = []
    for name in ("hooked_a", "hooked_b"):
        hooks.when_imported(name, lambda module: found.append(module.__name__))
    importlib.import_module("hooked_a")
    assert found == ["hooked_b", "hooked_a"]


def test_reloading_does_not_call_again(folder: Path, hooks: ImportHooks) -> None:
    write(folder, hooked="VALUE = []\n")
    found: list[Any] = []
    hooks.when_imported("hooked", found.append)
    module = importlib.import_module("hooked")
    assert importlib.reload(module) is module
    assert found == [module]


def test_a_module_that_replaces_itself(folder: Path, hooks: ImportHooks) -> None:
    write(
        folder,
        hooked="""
        import sys, types
        other = types.ModuleType(__name__)
        other.VALUE = 5
        sys.modules[__name__] = other
        """,
    )
    found: list[Any] = []
    hooks.when_imported("hooked", found.append)
    assert importlib.import_module("hooked").VALUE == 5
    assert [module.VALUE for module in found] == [5]


def test_modules_in_archives(folder: Path, hooks: ImportHooks, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(folder / "code.zip", "w") as archive:
        archive.writestr("hooked_zip.py", "X = 1\n")
    monkeypatch.syspath_prepend(folder / "code.zip")
    found: list[int] = []
    hooks.when_imported("hooked_zip", lambda module: found.append(module.X))
    assert importlib.import_module("hooked_zip").__file__ == str(folder / "code.zip" / "hooked_zip.py")
    assert found == [1]


def test_another_finder_that_asks_all_finders(folder: Path, hooks: ImportHooks) -> None:
    """As wrapt's import hooks do: both stand first, and each asks the other."""

    class Asking:
        busy = False

        def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
            if self.busy or name != "hooked":
                return None
            self.busy = True
            try:
                return importlib.util.find_spec(name)
            finally:
                self.busy = False

    write(folder, hooked="VALUE = 3\n")
    found: list[Any] = []
    hooks.when_imported("hooked", lambda module: found.append(module.VALUE))
    asking = Asking()
    sys.meta_path.insert(0, asking)  # type: ignore[arg-type]
    try:
        module = importlib.import_module("hooked")
    finally:
        sys.meta_path.remove(asking)  # type: ignore[arg-type]
    assert found == [3]
    assert type(module.__spec__.loader) is SourceFileLoader


def test_those_that_came_later_may_be_asked_later(
    folder: Path, hooks: ImportHooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pytest puts itself in front, and finds what belongs to a plugin."""
    write(folder, hooked_missed="x = 1", hooked_later="x = 1")
    called: list[Any] = []
    hooks.when_imported("hooked_missed", called.append)
    hooks.when_imported("hooked_later", called.append)
    monkeypatch.setattr(sys, "meta_path", [PathFinder, *sys.meta_path])
    missed = importlib.import_module("hooked_missed")
    assert called == []
    hooks.go_first()
    assert called == [missed]
    later = importlib.import_module("hooked_later")
    assert called == [missed, later]


def test_once_removed_nobody_is_called(folder: Path, hooks: ImportHooks) -> None:
    write(folder, hooked="")
    hooks.when_imported("hooked", pytest.fail)
    assert sys.meta_path[0] is hooks
    hooks.remove()
    hooks.remove()
    assert hooks not in sys.meta_path
    importlib.import_module("hooked")


def test_names_of_distributions_are_found_as_before(hooks: ImportHooks) -> None:
    hooks.when_imported("hooked_nowhere", pytest.fail)
    assert importlib.metadata.version("pytest") == pytest.__version__
