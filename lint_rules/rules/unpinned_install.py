from __future__ import annotations

from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from lint_rules.analysis.tree.texts import Texts
from lint_rules.knowledge.deployments import (
    METHOD_PACKAGES,
    METHOD_SCRIPTS,
    PACKAGES,
    RUNTIME_ENV,
    RUNTIME_ENV_METHODS,
    SCRIPTS,
)
from lint_rules.manifests.installs.called import Calls
from lint_rules.manifests.installs.commanded import install_of
from lint_rules.manifests.installs.lists import JUDGES, install_of_list
from lint_rules.manifests.installs.packages import Asked, Install, Packages
from lint_rules.manifests.shell.called import PIPS, STARTERS
from lint_rules.manifests.shell.commands import Command
from lint_rules.model import LEVELS, Span
from lint_rules.rule import Example, ManifestRule, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    import libcst as cst

_SHOWN = 3


class UnpinnedInstall(SourceRule, ManifestRule):
    """Install command, or list of packages, that takes whatever version is current.

    ## What it does

    Reports commands such as `pip install numpy`, `conda install numpy=1.26` or `apt-get install git` that
    name a package without fixing its version, once for each command: in Dockerfiles, pipelines (GitHub,
    GitLab, Azure, CircleCI and others), shell scripts, Makefiles, notebooks, containers of Kubernetes and
    Compose, devcontainers, tasks of SkyPilot; and lists of packages in the files of Cog, BentoML, MLflow and
    Ray. In Python: `packages_to_install`, `pip_requirements`, `runtime_env` and their like, the images that
    Modal builds, Spark's packages, and commands that `subprocess`, `os.system` or pip itself is given.

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
    markers = (
        *(package.encode() for package in PACKAGES),
        b"runtime_env",
        b"install",
        b"spark.jars.packages",
    )
    packages = MappingProxyType({package: frozenset(names) for package, names in PACKAGES.items()})
    calls = frozenset({*RUNTIME_ENV, *STARTERS, *PIPS, *SCRIPTS})
    methods = frozenset(
        [
            *(RUNTIME_ENV_METHODS | {"config", "set"}),
            *(
                name
                for table in (METHOD_PACKAGES, METHOD_SCRIPTS)
                for names in table.values()
                for name in names
            ),
        ]
    )
    follows_names = True

    valid = (
        Example("FROM a:1\nRUN pip install numpy==1.26.4 torch==${TORCH} $EXTRA\n", path="Dockerfile"),
        Example(
            "FROM a:1\nRUN pip install -r requirements.txt && pip install --no-deps -e .\n", path="Dockerfile"
        ),
        Example("FROM a:1\nRUN pip install -U pip setuptools wheel && pip install uv\n", path="Dockerfile"),
        Example(
            "FROM a:1\nRUN pip install -c pins.txt numpy\n",
            path="Dockerfile",
            files={"pins.txt": "numpy==1.26.4\n"},
        ),
        Example("FROM a:1\nRUN conda install -c conda-forge numpy=1.26.4\n", path="Dockerfile"),
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
        """
        import os, subprocess, sys

        def install(package):
            subprocess.check_call([sys.executable, "-m", "pip", "install", package])
            subprocess.run(["pip", "install", "numpy==1.26.4", "-r", "requirements.txt"])
            os.system(f"pip install {package}")
            subprocess.run([tool, "install", "numpy"])
        """,
        "import modal\nimage = modal.Image.debian_slim().pip_install('numpy==1.26.4', version)\n",
        "image.pip_install('numpy')\n",
        """
        from pyspark.sql import SparkSession
        s = SparkSession.builder.config("spark.jars.packages", "io.delta:delta-core_2.12:2.4.0").getOrCreate()
        """,
        Example("spark-submit --packages io.delta:delta-core_2.12:2.4.0,$MORE app.py\n", path="run.sh"),
    )
    invalid = (
        Example("FROM a:1\nRUN pip install numpy==1.26.4 scipy  # <- here\n", path="Dockerfile"),
        Example(
            "FROM a:1\nRUN python3 -m pip install --no-cache-dir 'numpy>=1.2'  # <- here\n", path="Dockerfile"
        ),
        Example("FROM a:1\nRUN pip install numpy>=1.2  # <- here\n", path="Dockerfile"),
        Example("FROM a:1\nRUN mamba install -y numpy=1.26  # <- here\n", path="Dockerfile"),
        Example("FROM a:1\nRUN pip install git+https://e.org/tool.git@main  # <- here\n", path="Dockerfile"),
        Example("FROM a:1\nRUN <<EOF\npip install numpy  # <- here\nEOF\n", path="Dockerfile"),
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
        import os, subprocess, sys
        import pip

        subprocess.check_call([sys.executable, "-m", "pip", "install", "numpy", f"torch>={low}"])  # <- here
        subprocess.run("apt-get install -y git".split())  # <- here
        subprocess.run(f"cd {folder} && pip install -U scipy", shell=True)  # <- here
        os.system("pip install emoji")  # <- here
        pip.main(["install", "pandas"])  # <- here
        """,
        """
        import modal

        image = (
            modal.Image.debian_slim(python_version="3.12")
            .apt_install("git")  # <- here
            .pip_install("torch==2.1.0", ["numpy", "scipy"])  # <- here
            .run_commands("pip install flash-attn")  # <- here
        )
        """,
        "import sky\nsky.Task(setup='pip install torch', run='python train.py')  # <- here\n",
        """
        from pyspark.sql import SparkSession
        packages = "a.b:c_2.12:1.0,a.b:d:latest.release"
        session = SparkSession.builder.config("spark.jars.packages", packages).getOrCreate()  # <- here
        """,
        Example("spark-submit --packages 'a.b:c_2.12:[1.0,2.0)' app.py  # <- here\n", path="run.sh"),
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
    def _calls(self) -> Calls:
        return Calls(self.file, Texts(self.file))

    def check(self, entry: Command | Packages) -> Iterator[Problem]:
        if isinstance(entry, Packages):
            install: Install | None = install_of_list(entry)
        else:
            install = install_of(entry, self.manifest)
        loose = self._loose(install)
        if install is not None and loose:
            where = _first_of(entry, loose) if isinstance(entry, Packages) else entry.span
            yield Problem(where, _message(install.label, loose), install.confidence)

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        for given in self._calls.of(node):
            loose = self._loose(given.install)
            if loose:
                pairs = zip(given.install.asked, given.nodes, strict=False)
                where = next((item for asked, item in pairs if asked == loose[0]), given.where)
                where = where if self.file.holds_node(where) else given.where
                where = where if self.file.holds_node(where) else node
                yield Problem(where, _message(given.install.label, loose), given.install.confidence)

    def _loose(self, install: Install | None) -> list[Asked]:
        """What is not as narrow as the configuration wants it."""
        wanted = LEVELS.index(self.manifest.config.pins)
        asked = install.asked if install is not None else ()
        return [one for one in asked if LEVELS.index(one.level) < wanted]


def _first_of(packages: Packages, loose: list[Asked]) -> Span:
    judge = JUDGES[packages.manager]
    return next((span for text, span in packages.items if judge(text) == loose[0]), packages.span)


def _message(label: str, loose: list[Asked]) -> str:
    first, rest = loose[0], [f"`{one.name}`" for one in loose[1:]]
    said = f"`{label}`: `{first.name}` {first.reason}"
    if not rest:
        return said
    more = f", and {len(rest) - _SHOWN} more" if len(rest) > _SHOWN else ""
    return f"{said} (so too {', '.join(rest[:_SHOWN])}{more})"
