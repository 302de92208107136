"""Requirements files that a package is built from publish ranges; elsewhere they are environments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lint_rules.config import Config

if TYPE_CHECKING:
    from lint_rules.config import ProjectKind

    from ..conftest import Linter

READ = "from setuptools import setup\nsetup(name='lib', install_requires=open('{}').read().split())\n"
DYNAMIC = '[build-system]\nrequires = ["setuptools"]\n[project]\nname = "lib"\ndynamic = ["dependencies"]\n'
HOOK = '[tool.hatch.metadata.hooks.requirements_txt]\nfilename = "requirements.txt"\n'


def reported(lint_files: Linter, files: dict[str, str], kind: ProjectKind = "auto") -> list[str]:
    config = Config(select=("REP501",), project_kind=kind)
    return [f"{f.path}:{f.line}" for f in lint_files(files, config=config)]


@pytest.mark.parametrize(
    ("path", "packaging"),
    [
        ("requirements.txt", {"setup.py": READ.format("requirements.txt")}),
        ("requirements/base.txt", {"setup.py": READ.format("requirements/base.txt")}),
        ("reqs/dev.txt", {"setup.py": "from setuptools import setup\nglob('reqs/*.txt')\nsetup()\n"}),
        ("reqs/requirements-a.txt", {"setup.py": "setup(re.compile(r'requirements-(.*).txt'))\n"}),
        ("requirements-gpu.txt", {"setup.py": "setup(x=f'requirements-{extra}.txt')\n"}),
        ("requirements.txt", {"setup.cfg": "[options]\ninstall_requires = file: requirements.txt\n"}),
        (
            "requirements.txt",
            {
                "pyproject.toml": DYNAMIC
                + '[tool.setuptools.dynamic]\ndependencies = {file = "requirements.txt"}\n'
            },
        ),
        ("requirements.txt", {"pyproject.toml": DYNAMIC + HOOK}),
    ],
)
def test_read_by_packaging(lint_files: Linter, path: str, packaging: dict[str, str]) -> None:
    text = "numpy>=1\ntool @ git+https://example.org/tool.git@main\n"
    assert reported(lint_files, {path: text, **packaging}) == [f"{path}:2"]
    assert reported(lint_files, {path: text, **packaging}, "application") == [f"{path}:1", f"{path}:2"]


@pytest.mark.parametrize(
    "packaging",
    [
        {"setup.py": READ.format("requirements-base.txt")},
        {"setup.py": "from setuptools import setup\nsetup(name='lib', package_data={'': ['*.txt']})\n"},
        {"setup.cfg": "[options]\ninstall_requires =\n    numpy\n"},
        {"pyproject.toml": DYNAMIC + "[tool.lint]\nfiles = 'requirements.txt'\n"},
    ],
)
def test_not_read_by_packaging(lint_files: Linter, packaging: dict[str, str]) -> None:
    assert reported(lint_files, {"requirements.txt": "numpy\n", **packaging}) == ["requirements.txt:1"]


def test_a_plain_name_is_the_file_beside_the_reader(lint_files: Linter) -> None:
    files = {"requirements.txt": "numpy\n", "docs/requirements.txt": "sphinx\n"}
    packaging = {"setup.py": READ.format("requirements.txt")}
    assert reported(lint_files, {**files, **packaging}) == ["docs/requirements.txt:1"]
    both = {"setup.py": READ.format("requirements.txt") + "open('docs/requirements.txt')\n"}
    assert reported(lint_files, {**files, **both}) == []
