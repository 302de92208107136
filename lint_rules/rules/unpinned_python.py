from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.entries import ProjectPython
from lint_rules.rule import Example, ManifestRule, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

CODE = {"train.py": "print('training')\n"}


class UnpinnedPython(ManifestRule):
    """Application of which nothing says which Python it runs on.

    ## What it does

    Reports an application, once, where nothing fixes at least the minor version of Python:
    `requires-python` or Poetry's `python` that admit one minor version, `.python-version`, `runtime.txt`,
    `.tool-versions`, `mise.toml`, `Pipfile`, a Conda environment, `pixi.toml`, a Dockerfile from an image
    with a tag, an image of Python in a compose file, in a pipeline or of a dev container, a workflow that
    sets up a single version, `cog.yaml`, `python_env.yaml`, a Makefile or Nix. They count in the folder
    of the project, in those right below, and above up to the root.

    The finding stands at the manifest where one would look for it: `pyproject.toml`, `Pipfile`, `pixi.toml`,
    the Conda environment, or `requirements.txt`. Libraries support several versions on purpose (REP502 says
    how they are told apart), and folders without Python code have nothing to run.

    ## Why is this bad?

    Another version of Python gets other dependencies, wherever a marker or a missing wheel decides, and is
    another program itself: sums of floats, the order of what finishes, what `random` draws have changed
    between versions.

    ## Example

    ```toml
    [project]
    name = "app"
    requires-python = ">=3.10"
    ```

    ## Use instead

    ```toml
    [project]
    name = "app"
    requires-python = "==3.11.*"
    ```

    Or commit a file `.python-version` with the version in it.
    """

    code = "REP508"
    name = "unpinned-python"
    entries = (ProjectPython,)

    valid = (
        Example('[project]\nname = "app"\nrequires-python = "==3.11.*"\n', CODE, "pyproject.toml"),
        Example('[project]\nname = "app"\nrequires-python = ">=3.11,<3.12"\n', CODE, "pyproject.toml"),
        Example("[tool.ruff]\nline-length = 100\n", CODE, "pyproject.toml"),
        Example(
            '[project]\nname = "app"\nrequires-python = ">=3.10"\n',
            path="pyproject.toml",
            files={**CODE, ".python-version": "3.11\n"},
        ),
        Example("numpy==1.26.4\n", {**CODE, "Dockerfile": "FROM python:3.11-slim\n"}, "requirements.txt"),
        Example("numpy==1.26.4\n", path="requirements.txt"),
        Example(
            '[build-system]\nrequires = ["hatchling"]\n[project]\nname = "lib"\nrequires-python = ">=3.10"\n',
            path="pyproject.toml",
            files={"library.py": ""},
        ),
        Example("dependencies:\n  - python=3.11\n", path="environment.yml", files=CODE),
    )
    invalid = (
        Example(
            '[project]\nname = "app"\nrequires-python = ">=3.10"  # <- here\n',
            path="pyproject.toml",
            files=CODE,
        ),
        Example('[project]  # <- here\nname = "app"\n', path="pyproject.toml", files=CODE),
        Example("# pins\nnumpy==1.26.4  # <- here\nscipy==1.11.4\n", path="requirements.txt", files=CODE),
        Example(
            '[tool.poetry]\nname = "app"\n[tool.poetry.dependencies]\npython = "^3.10"  # <- here\n',
            path="pyproject.toml",
            files={**CODE, "Dockerfile": "FROM ubuntu\nRUN apt-get install -y python3\n"},
        ),
    )

    def check(self, entry: ProjectPython) -> Iterator[Problem]:
        if not entry.fixed_by:
            message = (
                "nothing fixes the version of Python that this project runs on; "
                "name one minor version in requires-python, or commit .python-version"
            )
            yield Problem(entry.span, message, confidence="medium")
