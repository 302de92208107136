from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.entries import ProjectDependency
from lint_rules.manifests.locks.example import UV_LOCK
from lint_rules.manifests.python.pins import problems
from lint_rules.rule import Example, ManifestRule, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator


class UnpinnedProjectDependency(ManifestRule):
    """Dependency of an application that allows more than one version.

    ## What it does

    Reports dependencies in `pyproject.toml` (of the standard, uv, Poetry, PDM and Hatch), `setup.cfg`,
    `setup.py`, `Pipfile`, and in the comment `# /// script` of a script that are not pinned, where no lock
    file (of a script: what `uv lock --script` writes) or `exclude-newer` pins them: `uv.lock`, `poetry.lock`,
    `pdm.lock`, `Pipfile.lock`, `pylock.toml`, requirements compiled from the file, and for an environment of
    Hatch the lock that Hatch (`locked = true`) or hatch-pip-compile makes of it. What only installs, builds
    or publishes (`setuptools`, `twine`...) is exempt.

    A library publishes ranges on purpose: of it, only repositories without a commit and URLs without a hash
    are reported. A project with a build system is a library, unless it says that it is not to be published
    (a classifier `Private ::`, `package-mode = false`, `package = false`, `distribution = false`), or says
    nothing that only a published package needs (classifiers, keywords, licence, links) and has a Dockerfile,
    a notebook or a script for training beside it. `project-kind = "application"` or `"library"` settles it.

    ## Why is this bad?

    Whoever installs the application next month gets other versions, and other versions give other results.

    ## Example

    ```toml
    [project]
    name = "app"
    version = "0.1.0"
    dependencies = ["numpy>=1.26"]
    ```

    ## Use instead

    The same with a lock file, committed: `uv lock`, `poetry lock`, `pdm lock`. Or

    ```toml
    [project]
    name = "app"
    version = "0.1.0"
    dependencies = ["numpy==1.26.4"]
    ```

    ## Fix safety

    Unsafe: pins to the version in a lock file beside it, or else to what is installed in the project's
    environment, if the entry allows it. That need not be what others have tested. The environment is what the
    setting `environment` names, or else `.venv`, `venv`, `env`, `.conda` or pixi's in the project, or the one
    that is active (`VIRTUAL_ENV`, `CONDA_PREFIX`); where there is none, nothing is fixed.
    """

    code = "REP502"
    name = "unpinned-project-dependency"
    entries = (ProjectDependency,)

    valid = (
        Example('[project]\nname = "app"\ndependencies = ["numpy==1.26.4"]\n', path="pyproject.toml"),
        Example(
            '[project]\nname = "app"\nversion = "0.1.0"\ndependencies = ["numpy>=1.26"]\n',
            path="pyproject.toml",
            files={"uv.lock": UV_LOCK},
        ),
        Example(
            """
            [build-system]
            requires = ["hatchling"]

            [project]
            name = "library"
            dependencies = ["numpy>=1.26"]
            """,
            path="pyproject.toml",
        ),
        Example(
            """
            [project]
            name = "app"
            dependencies = ["numpy==1.26.4", "helpers"]

            [tool.uv.sources]
            helpers = { path = "../helpers" }
            """,
            path="pyproject.toml",
        ),
        Example(
            '[tool.poetry]\nname = "app"\n[tool.poetry.dependencies]\npython = "^3.11"\nnumpy = "1.26.4"\n',
            path="pyproject.toml",
        ),
        Example('[packages]\nnumpy = "==1.26.4"\n', path="Pipfile"),
        Example(
            "[metadata]\nname = library\n[options]\ninstall_requires =\n    numpy>=1.26\n", path="setup.cfg"
        ),
        Example(
            """
            # /// script
            # dependencies = ["numpy==1.26.4", "torch>=2"]  # repro: ignore[REP502] whichever is there
            # ///
            """,
            path="train.py",
        ),
        Example(
            """
            # /// script
            # dependencies = ["numpy"]
            # [tool.uv]
            # exclude-newer = "2026-01-01T00:00:00Z"
            # ///
            """,
            path="train.py",
        ),
        Example("from setuptools import setup\nsetup(install_requires=['numpy>=1.26'])\n", path="setup.py"),
    )
    invalid = (
        Example(
            """
            [project]
            name = "app"
            dependencies = [
                "numpy>=1.26",  # <- here
                "scipy==1.15.3",
                "torch",  # <- here
            ]

            [dependency-groups]
            dev = ["pytest==9.2.0", { include-group = "lint" }]
            lint = ["ruff>=0.5"]  # <- here
            """,
            path="pyproject.toml",
        ),
        Example(
            """
            [build-system]
            requires = ["poetry-core"]

            [tool.poetry]
            name = "app"
            package-mode = false

            [tool.poetry.dependencies]
            python = "^3.11"
            numpy = "^1.26"  # <- here
            torch = { version = ">=2", extras = ["cuda"] }  # <- here
            helpers = { git = "https://example.org/helpers.git", branch = "main" }  # <- here

            [tool.poetry.group.dev.dependencies]
            pytest = "*"  # <- here
            """,
            path="pyproject.toml",
        ),
        Example(
            """
            [build-system]
            requires = ["hatchling"]

            [project]
            name = "library"
            classifiers = ["Programming Language :: Python :: 3"]
            dependencies = [
                "numpy>=1.26",
                "helpers @ git+https://example.org/helpers.git@main",  # <- here
            ]
            """,
            path="pyproject.toml",
        ),
        Example(
            """
            [project]
            name = "app"
            dependencies = [
                "helpers",  # <- here
            ]

            [tool.uv.sources]
            helpers = { git = "https://example.org/helpers.git", tag = "v1" }
            """,
            path="pyproject.toml",
        ),
        Example(
            """
            [packages]
            numpy = "*"  # <- here
            torch = {version = ">=2", index = "cpu"}  # <- here
            helpers = {git = "https://example.org/helpers.git", ref = "main"}  # <- here

            [dev-packages]
            pytest = "~=9.0"  # <- here
            """,
            path="Pipfile",
        ),
        Example(
            """
            #!/usr/bin/env -S uv run --script
            # /// script
            # requires-python = ">=3.11"
            # dependencies = [
            #     "numpy>=1.26",  # <- here
            #     "scipy==1.15.3",
            #     "torch",  # <- here
            # ]
            # ///
            import numpy
            """,
            path="train.py",
        ),
    )

    def check(self, entry: ProjectDependency) -> Iterator[Problem]:
        yield from problems(entry, self.manifest)
