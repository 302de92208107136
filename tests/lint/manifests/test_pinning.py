"""What `--fix --unsafe-fixes` writes: the version in use, and nothing where none is known."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lint_rules.config import Config
from lint_rules.engine import Session
from lint_rules.fixing.rounds import fix

from ..conftest import write_files

if TYPE_CHECKING:
    from lint_rules.model import Level

PYTEST = version("pytest")
LOCK = '[[package]]\nname = "numpy"\nversion = "1.26.4"\n\n[[package]]\nname = "scipy"\nversion = "1.11.4"\n'


def fixed(
    folder: Path, path: str, text: str, pins: Level = "exact", environment: str | None = None, **files: str
) -> str:
    write_files(folder, {name.replace("_", "."): content for name, content in files.items()})
    (folder / path).write_bytes(text.encode())
    known = Path(sys.prefix) if environment is None else folder / environment
    config = Config(select=("REP501", "REP502", "REP503"), pins=pins, environment=known)
    session = Session.open([folder / path], root=folder, config=config)
    assert not fix(session, unsafe=False).changed, "what is installed here may not be what is wanted there"
    changed = fix(session, unsafe=True).changed or {}
    return changed[folder / path][1] if folder / path in changed else text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pytest\n", f"pytest=={PYTEST}\n"),
        ("  pytest >= 1, <99  # why\n", f"  pytest =={PYTEST}  # why\n"),
        ("PyTest[a,b]~=%s ; python_version > '3'\n", f"PyTest[a,b]=={PYTEST} ; python_version > '3'\n"),
        (
            "pytest>1 \\\n    ; python_version > '3'\r\n",
            f"pytest=={PYTEST} \\\n    ; python_version > '3'\r\n",
        ),
        ("pytest>=9999\n", "pytest>=9999\n"),
        ("pytest ; python_version < '3'\n", "pytest ; python_version < '3'\n"),
        ("no-such-package-at-all\n", "no-such-package-at-all\n"),
        (
            "-e git+https://example.org/pytest.git#egg=pytest\n",
            "-e git+https://example.org/pytest.git#egg=pytest\n",
        ),
    ],
)
def test_requirements(tmp_path: Path, text: str, expected: str) -> None:
    text = text.replace("%s", PYTEST)
    assert fixed(tmp_path, "requirements.txt", text) == expected


def test_a_lock_file_beside_goes_before_what_is_installed(tmp_path: Path) -> None:
    assert (
        fixed(tmp_path, "requirements.txt", "numpy\nscipy>=1.12\n", uv_lock=LOCK)
        == "numpy==1.26.4\nscipy>=1.12\n"
    )


def test_no_hash_is_made_up(tmp_path: Path) -> None:
    assert fixed(tmp_path, "requirements.txt", "pytest\npytest==1.0\n", "hash") == "pytest\npytest==1.0\n"


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("pyproject.toml", '[project]\nname = "a"\ndependencies = ["pytest>=2"]\n', '["pytest==%s"]'),
        ("pyproject.toml", '[project]\nname = "a"\ndependencies = ["""pytest"""]\n', '["""pytest"""]'),
        ("pyproject.toml", '[tool.poetry.dependencies]\npytest = ">=2"\n', 'pytest = "%s"'),
        ("pyproject.toml", '[tool.poetry.dependencies]\npytest = {version = "*"}\n', '{version = "%s"}'),
        (
            "setup.py",
            "setup(classifiers=['Private :: a'], install_requires=['pytest>=2'])\n",
            "['pytest==%s']",
        ),
        (
            "setup.py",
            "setup(classifiers=['Private :: a'], install_requires=['''pytest'''])\n",
            "['''pytest''']",
        ),
        (
            "setup.cfg",
            "[options]\ninstall_requires =\n    pytest >= 2 ; python_version > '3'\n",
            "pytest ==%s ; p",
        ),
        ("setup.cfg", "[options]\ninstall_requires = pytest; numpy==1\n", "= pytest==%s; numpy==1"),
        ("Pipfile", "[packages]\npytest = '*'\n", "pytest = '==%s'"),
        (
            "environment.yml",
            'dependencies:\n- numpy\n- pip: [pytest, "pytest>2"]\n',
            '- pip: [pytest==%s, "pytest==%s"]',
        ),
    ],
)
def test_other_manifests(tmp_path: Path, path: str, text: str, expected: str) -> None:
    assert expected.replace("%s", PYTEST) in fixed(tmp_path, path, text)


NUMPY = "lib/python3.11/site-packages/numpy-1.2.3.dist-info/METADATA"
METADATA = "Metadata-Version: 2.1\nName: numpy\nVersion: 1.2.3+cpu\n"


def pinned(folder: Path, text: str, config: Config | None = None) -> str:
    """A requirements file after its fixes."""
    path = folder / "requirements.txt"
    path.write_text(text)
    session = Session.open([path], root=folder, config=config or Config(select=("REP501",)))
    changed = fix(session, unsafe=True).changed or {}
    return changed[path][1] if path in changed else text


def test_the_projects_own_environment(tmp_path: Path) -> None:
    write_files(tmp_path, {f".venv/{NUMPY}": METADATA})
    assert pinned(tmp_path, "numpy\npytest\n") == "numpy==1.2.3\npytest\n"


def test_never_the_linters_own_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    monkeypatch.delenv("CONDA_PREFIX", raising=False)
    assert pinned(tmp_path, "pytest\n") == "pytest\n", "nothing says that it is the project's"


@pytest.mark.parametrize("variable", ["VIRTUAL_ENV", "CONDA_PREFIX"])
def test_the_active_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    monkeypatch.delenv("CONDA_PREFIX", raising=False)
    write_files(tmp_path, {f"active/{NUMPY}": METADATA})
    monkeypatch.setenv(variable, str(tmp_path / "active"))
    assert pinned(tmp_path, "numpy\n") == "numpy==1.2.3\n"


@pytest.mark.parametrize("named", ["other", "other/bin/python"])
def test_the_environment_that_the_settings_name(tmp_path: Path, named: str) -> None:
    own = METADATA.replace("1.2.3", "9.9.9")
    write_files(tmp_path, {f"other/{NUMPY}": METADATA, "other/bin/python": "", f".venv/{NUMPY}": own})
    config = Config(select=("REP501",), environment=tmp_path / named)
    assert pinned(tmp_path, "numpy\n", config) == "numpy==1.2.3\n"


CONDA = """\
dependencies:
- python=3.11
- numpy
- conda-forge::scipy >=1.10,<2
- "pandas=2.1"
- torch[version='>=2']
- xgboost>=99
- nowhere
- pip:
  - pytest
"""


@pytest.mark.parametrize("prefix", [".conda", ".pixi/envs/default"])
def test_what_conda_has_installed(tmp_path: Path, prefix: str) -> None:
    names = ("numpy-1.26.4-py311_0", "scipy-1.11.4-h1_1", "pandas-2.1.3-py311_0", "torch-2.1.0-0")
    write_files(tmp_path, {f"{prefix}/conda-meta/{name}.json": "{}" for name in names})
    write_files(tmp_path, {f"{prefix}/conda-meta/xgboost-2.0.3-0.json": "{}"})
    text = fixed(tmp_path, "environment.yml", CONDA, environment=prefix)
    expected = CONDA.replace("- numpy", "- numpy=1.26.4").replace(" >=1.10,<2", "=1.11.4")
    assert text == expected.replace("pandas=2.1", "pandas=2.1.3")


def test_pixis_manifest(tmp_path: Path) -> None:
    prefix = ".pixi/envs/default"
    tiny = f"{prefix}/{NUMPY.replace('numpy', 'tiny')}"
    names = {f"{prefix}/conda-meta/{name}-1-1.26.4-0.json": "{}" for name in ("numpy", "scipy-base")}
    write_files(tmp_path, {tiny: METADATA.replace("numpy", "tiny"), **names})
    write_files(tmp_path, {f"{prefix}/conda-meta/numpy-1.26.4-py311_0.json": "{}"})
    text = '[dependencies]\nnumpy = ">=1.26,<2"\nscipy = { version = "*" }\n[pypi-dependencies]\ntiny = "*"\n'
    expected = text.replace(">=1.26,<2", "==1.26.4").replace('tiny = "*"', 'tiny = "==1.2.3"')
    assert fixed(tmp_path, "pixi.toml", text, environment=prefix) == expected
