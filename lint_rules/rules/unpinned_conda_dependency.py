from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.entries import CondaDependency
from lint_rules.manifests.conda.matchspec import is_minor, version_in
from lint_rules.manifests.python.pins import problems
from lint_rules.rule import Example, ManifestRule, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK = """\
version: 1
metadata:
  content_hash:
    linux-64: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
  channels:
  - url: conda-forge
    used_env_vars: []
  platforms:
  - linux-64
  sources:
  - environment.yml
package:
- name: numpy
  version: 1.26.4
  manager: conda
  platform: linux-64
"""


class UnpinnedCondaDependency(ManifestRule):
    """Package of a Conda environment that allows more than one version.

    ## What it does

    Reports the entries of Conda environments (`environment.yml`, `conda.yaml`, any YAML file with `channels`
    and `dependencies`, `conda_file` of Azure ML), with those of their `pip` lists, and of pixi's manifests,
    that are not pinned, unless `conda-lock.yml` or `pixi.lock` pins them. A version of two parts is a range
    for Conda: `numpy=1.26` means `1.26.*`. `python=3.11` is enough, since only fixes of faults come under it.
    Of recipes (`meta.yaml`), which publish ranges on purpose, sources without a hash or a commit are
    reported.

    ## Why is this bad?

    Whoever makes the environment next month gets other versions, and other versions give other results.

    ## Example

    ```yaml
    dependencies:
      - numpy=1.26
      - pip:
          - torch>=2
    ```

    ## Use instead

    ```yaml
    dependencies:
      - numpy=1.26.4
      - pip:
          - torch==2.1.0
    ```

    Or keep the ranges, and commit what `conda-lock` or `pixi` makes of them.

    ## Fix safety

    Unsafe: pins to the version that is installed in the project's environment (REP502 says which that is), in
    lists of `pip` first to that in a lock file beside it, if the entry allows it. That need not be what
    others have tested.
    """

    code = "REP503"
    name = "unpinned-conda-dependency"
    entries = (CondaDependency,)

    valid = (
        Example(
            """
            name: train
            channels: [conda-forge]
            dependencies:
              - python~=3.11.2
              - numpy=1.26.4
              - conda-forge::scipy=1.11.4=py311_0
              - pip
              - conda-build
              - pip:
                  - torch==2.1.0
                  - -e .
            """,
            path="environment.yml",
        ),
        Example("dependencies:\n  - numpy\n", path="environment.yml", files={"conda-lock.yml": LOCK}),
        Example("name: notes\ndependencies: []\n", path="conda.yaml"),
        Example(
            "package:\n  name: lib\nsource:\n  url: https://example.org/{{ name }}\n  sha256: {{ hash }}\n"
            "requirements:\n  run:\n    - numpy >=1.26\n",
            path="recipe/meta.yaml",
        ),
        Example('[dependencies]\nnumpy = "==1.26.4"\n', path="pixi.toml"),
    )
    invalid = (
        Example(
            """
            dependencies:
              - python  # <- here
              - numpy=1.26  # <- here
              - scipy>=1.11  # <- here
              - pytorch==2.1.0
              - pip:
                  - torch  # <- here
                  - "git+https://example.org/tool.git"  # <- here
            """,
            path="environment.yml",
        ),
        Example(
            'dependencies:\n  - numpy  # <- here\n  - "scipy"  # <- here\n',
            path="environment-gpu.yaml",
            files={"conda-lock.yml": LOCK},
        ),
        Example(
            """
            [dependencies]
            python = "3.11.*"
            numpy = ">=1.26,<2"  # <- here

            [pypi-dependencies]
            torch = "*"  # <- here

            [feature.cuda.dependencies]
            cuda = { version = "12.*", channel = "nvidia" }  # <- here
            """,
            path="pixi.toml",
        ),
        Example(
            "package:\n  name: lib\nsource:\n  url: https://example.org/{{ name }}.tar.gz  # <- here\n"
            "requirements:\n  run:\n    - numpy >=1.26\n",
            path="recipe/meta.yaml",
        ),
    )

    def check(self, entry: CondaDependency) -> Iterator[Problem]:
        if entry.name.lower() == "python" and is_minor(version_in(entry.text)):
            return
        yield from problems(entry, self.manifest)
