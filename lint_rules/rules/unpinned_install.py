from __future__ import annotations

import posixpath
import re
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from lint_rules.analysis.arguments import argument
from lint_rules.analysis.literals import elements, entry
from lint_rules.analysis.texts import HOLE, Texts
from lint_rules.knowledge.deployments import PACKAGES, RUNTIME_ENV, RUNTIME_ENV_METHODS
from lint_rules.manifests.installs import conda, python, system
from lint_rules.manifests.installs.packages import Asked, Install, Packages
from lint_rules.manifests.python.files import pinned
from lint_rules.manifests.shell.commands import Command
from lint_rules.manifests.shell.programs import program
from lint_rules.model import LEVELS, Span
from lint_rules.rule import Example, ManifestRule, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import libcst as cst

    from lint_rules.model import Confidence, Level

# Archives as they were at some date, and constraints that hold for every command.
_SNAPSHOT = re.compile(r"snapshot(?:-cloudflare)?\.(?:debian|ubuntu)\.(?:org|com)")
_CONSTRAINED = re.compile(
    r"\b(?:PIP_CONSTRAINT|UV_CONSTRAINT|UV_EXCLUDE_NEWER|PIP_NO_INDEX)(?:=|:?[ \t]+)[\"']?[\w/.$]"
)
_LISTS: dict[str, Callable[[str], Asked | None]] = {
    "pip": python.asked_of_pip,
    "conda": conda.asked_of_conda,
    "apt": system.asked_of_apt,
}
_SHOWN = 3


class UnpinnedInstall(SourceRule, ManifestRule):
    """Install command, or list of packages, that takes whatever version is current.

    ## What it does

    Reports commands such as `pip install numpy`, `conda install numpy=1.26` or `apt-get install git` that
    name a package without fixing its version, once for each command: in Dockerfiles, pipelines (GitHub,
    GitLab, Azure, CircleCI and others), shell scripts, Makefiles, notebooks, containers of Kubernetes and
    Compose, devcontainers; and lists of packages in the files of Cog, BentoML, MLflow and Ray, and in Python:
    `packages_to_install`, `pip_requirements`, `runtime_env` and their like.

    What `-r` names is read on its own, what `-c` names counts, and local paths, variables, and tools that
    only install or build are exempt. The rule is less sure of packages of a distribution.

    ## Why is this bad?

    The image, the job or the notebook gets other versions when it is run again, and other versions give
    other results.

    ## Example

    ```dockerfile
    RUN pip install numpy "scipy>=1.11"
    ```

    ## Use instead

    ```dockerfile
    RUN pip install numpy==1.26.4 scipy==1.11.4
    ```

    or `RUN pip install -r requirements.txt` with a file that pins. Packages of a distribution are pinned one
    by one, as in `apt-get install git=1:2.39.5-0+deb12u2`, or all at once by a dated snapshot of its archive.
    """

    code = "REP505"
    name = "unpinned-install"
    entries = (Command, Packages)
    markers = (*(package.encode() for package in PACKAGES), b"runtime_env")
    packages = MappingProxyType({package: frozenset(names) for package, names in PACKAGES.items()})
    calls = RUNTIME_ENV
    methods = RUNTIME_ENV_METHODS
    follows_names = True

    valid = (
        Example("FROM a:1\nRUN pip install numpy==1.26.4 torch==${TORCH} $EXTRA\n", path="Dockerfile"),
        Example(
            "FROM a:1\nRUN pip install -r requirements.txt && pip install --no-deps -e .\n", path="Dockerfile"
        ),
        Example("FROM a:1\nRUN pip install -U pip setuptools wheel && pip install uv\n", path="Dockerfile"),
        Example(
            "FROM a:1\nRUN pip install --index-url https://e.org/simple -t /opt numpy==1.26.4\n",
            path="Dockerfile",
        ),
        Example(
            "FROM a:1\nRUN pip install -c pins.txt numpy\n",
            path="Dockerfile",
            files={"pins.txt": "numpy==1.26.4\n"},
        ),
        Example(
            "FROM a:1\nRUN apt-get update && apt-get install -y -t stable git=1:2.39.5-0\n", path="Dockerfile"
        ),
        Example("FROM a:1\nRUN conda install -c conda-forge numpy=1.26.4\n", path="Dockerfile"),
        Example("FROM a:1\nRUN echo pip install numpy\n# RUN pip install numpy\n", path="Dockerfile"),
        Example("FROM a:1\nRUN cat <<EOF > run.sh\npip install numpy\nEOF\n", path="Dockerfile"),
        Example(
            "FROM a:1\n# repro: ignore[REP505] the newest on purpose\nRUN pip install x\n", path="Dockerfile"
        ),
        Example(
            """
            FROM debian:12
            RUN echo deb http://snapshot.debian.org/archive/debian/20240101 bookworm main > /etc/apt/list
            RUN apt-get update && apt-get install -y git
            """,
            path="Dockerfile",
        ),
        """
        from kfp import dsl

        @dsl.component(packages_to_install=["numpy==1.26.4", f"mine=={version}", *more])
        def f() -> int:
            return 1
        """,
        "import mlflow\nmlflow.sklearn.log_model(m, 'm', pip_requirements='requirements.txt')\n",
        "import ray\nray.init(runtime_env={'pip': 'requirements.txt', 'working_dir': '.'})\n",
        "tool.options(runtime_env={'pip': ['numpy']})\n",
    )
    invalid = (
        Example("FROM a:1\nRUN pip install numpy==1.26.4 scipy  # <- here\n", path="Dockerfile"),
        Example(
            "FROM a:1\nRUN python3 -m pip install --no-cache-dir 'numpy>=1.2'  # <- here\n", path="Dockerfile"
        ),
        Example("FROM a:1\nRUN pip install numpy>=1.2  # <- here\n", path="Dockerfile"),
        Example(
            "FROM a:1\nRUN if true; then uv pip install --system numpy; fi  # <- here\n", path="Dockerfile"
        ),
        Example("FROM a:1\nRUN mamba install -y numpy=1.26  # <- here\n", path="Dockerfile"),
        Example("FROM a:1\nRUN pip install git+https://e.org/tool.git@main  # <- here\n", path="Dockerfile"),
        Example("FROM a:1\nRUN <<EOF\npip install numpy  # <- here\nEOF\n", path="Dockerfile"),
        Example("FROM a:1\nRUN apk add --no-cache -t .deps gcc  # <- here\n", path="Dockerfile"),
        """
        from kfp import dsl

        PACKAGES = [
            "numpy==1.26.4",
            "ray[default]",
        ]

        @dsl.component(packages_to_install=PACKAGES)  # <- here
        def f() -> int:
            return 1
        """,
        """
        import mlflow

        with mlflow.start_run():
            mlflow.pyfunc.log_model("m", python_model=m, extra_pip_requirements=["torch>=2"])  # <- here
        """,
        """
        import ray

        env = {"pip": {"packages": ["torch==2.1.0", "emoji"]}}  # <- here
        ray.init(runtime_env=env)

        @ray.remote(runtime_env={"pip": ["numpy"]})  # <- here
        def f():
            return 1

        f.options(runtime_env=dict(pip=["scipy"])).remote()  # <- here
        """,
        """
        from airflow.decorators import task

        @task.virtualenv(requirements=["pandas~=2.0"])  # <- here
        def f():
            return 1
        """,
    )

    def __init__(self, looked_at: Any) -> None:
        self.file = self.manifest = looked_at

    @cached_property
    def _texts(self) -> Texts:
        return Texts(self.file)

    def check(self, entry: Command | Packages) -> Iterator[Problem]:
        install = self._listed(entry) if isinstance(entry, Packages) else self._commanded(entry)
        loose = self._loose(install)
        if install is not None and loose:
            where = _first_of(entry, loose) if isinstance(entry, Packages) else entry.span
            yield Problem(where, _message(install.label, loose), install.confidence)

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        name = self.file.resolve(node.func)
        known = PACKAGES.get(name.partition(".")[0], {}).get(name.rpartition(".")[2], {})
        for parameter, manager in known.items():
            yield from self._given(argument(node, parameter), parameter, manager)
        environment = argument(node, "runtime_env")
        if environment is not None and self.file.imports("ray"):
            for key in ("pip", "uv"):
                value = entry(self.file, environment, key)
                inner = entry(self.file, value, "packages") if value is not None else None
                yield from self._given(inner if inner is not None else value, "runtime_env", "pip")

    def _given(self, value: cst.BaseExpression | None, label: str, manager: str) -> Iterator[Problem]:
        """At most one problem about a list of packages, at the first that is not pinned."""
        judge = _LISTS[manager]
        found: list[tuple[cst.CSTNode, Asked]] = []
        for item in elements(self.file, value) if value is not None else ():
            text = self._texts.of(item)
            asked = judge(text.replace(HOLE, "${}")) if text is not None and text[:1] != "-" else None
            found += [(item, asked)] if asked is not None else []
        loose = self._loose(Install(label, tuple(asked for _, asked in found)))
        if loose and value is not None:
            where = next(item for item, asked in found if asked == loose[0])
            where = where if self.file.holds_node(where) else value
            yield Problem(where, _message(label, loose), "medium" if manager == "apt" else "high")

    def _loose(self, install: Install | None) -> list[Asked]:
        """What is not as narrow as the configuration wants it."""
        wanted = LEVELS.index(self.manifest.config.pins)
        asked = install.asked if install is not None else ()
        return [one for one in asked if LEVELS.index(one.level) < wanted]

    def _commanded(self, command: Command) -> Install | None:
        name, arguments = program(command)
        if not name or not arguments:
            return None
        found = system.install(name, arguments)
        if found is not None:
            snapshot = name in ("apt", "apt-get", "aptitude") and _SNAPSHOT.search(self.manifest.text)
            return None if snapshot else found
        if name in ("pip", "uv", "uvx") and _CONSTRAINED.search(self.manifest.text):
            return None
        return conda.install(name, arguments) or python.install(name, arguments, self._constraints)

    def _constraints(self, name: str) -> Mapping[str, Level] | None:
        """What a constraints file pins, or None where it cannot be read."""
        manifest = self.manifest
        if "://" in name or "$" in name:
            return None
        folder = posixpath.dirname(manifest.shown)
        up = "../" * (folder.count("/") + 1) if folder else ""
        for candidate in (name, f"{up}{name}", posixpath.basename(name)):
            text = manifest.neighbour(candidate)
            if text is not None:
                return pinned(text, manifest.neighbour)
        return None

    def _listed(self, packages: Packages) -> Install:
        judge = _LISTS[packages.manager]
        found = [judge(text) for text, _ in packages.items]
        confidence: Confidence = "medium" if packages.manager == "apt" else "high"
        asked = tuple(one for one in found if one is not None)
        return Install(packages.label, asked, confidence)


def _first_of(packages: Packages, loose: list[Asked]) -> Span:
    judge = _LISTS[packages.manager]
    return next((span for text, span in packages.items if judge(text) == loose[0]), packages.span)


def _message(label: str, loose: list[Asked]) -> str:
    first, rest = loose[0], [f"`{one.name}`" for one in loose[1:]]
    said = f"`{label}`: `{first.name}` {first.reason}"
    if not rest:
        return said
    more = f", and {len(rest) - _SHOWN} more" if len(rest) > _SHOWN else ""
    return f"{said} (so too {', '.join(rest[:_SHOWN])}{more})"
