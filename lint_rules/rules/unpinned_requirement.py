from __future__ import annotations

from typing import TYPE_CHECKING

from lint_rules.entries import Requirement
from lint_rules.manifests.python.pins import problems
from lint_rules.rule import Example, ManifestRule, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator


class UnpinnedRequirement(ManifestRule):
    """Requirement that allows more than one version.

    ## What it does

    Reports entries of requirements files that are not pinned: no `==` or `===`, or one with a wildcard, a
    repository without a commit, a URL without a hash. Local paths and what only installs, builds or publishes
    (`pip`, `setuptools`, `twine`...) are exempt. So are what a constraints file (`-c`) or the compiled `.txt`
    beside an `.in` file pins, and, but for repositories and URLs, files that `setup.py`, `setup.cfg` or
    `pyproject.toml` reads for the requirements of a library. Files included by `-r` are followed.

    `pins = "hash"` in the configuration also asks for `--hash`, a whole commit or a hash in the URL;
    `pins = "range"` is content with an upper bound (`<`, `~=`, `==1.*`).

    ## Why is this bad?

    Whoever installs the file next month gets other versions, and other versions give other results.

    ## Example

    ```text
    numpy>=1.26
    ```

    ## Use instead

    ```text
    numpy==1.26.4
    ```

    ## Fix safety

    Unsafe: pins to the version in a lock file beside it, or else to what is installed in the project's
    environment, if the entry allows it. That need not be what others have tested.
    """

    code = "REP501"
    name = "unpinned-requirement"
    entries = (Requirement,)

    valid = (
        "numpy==1.26.4\ntorch===2.1.0+cpu\n",
        "# a comment\n\n-r base.txt\n-c constraints.txt\n--index-url https://example.org/simple\n",
        "pip\nsetuptools>=60\nwheel\n",
        "requests[security]==2.31.0 ; python_version >= '3.9'  # why\n",
        """
        numpy==1.26.4 \\
            --hash=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
        """,
        "tool @ git+https://example.org/tool.git@0123456789abcdef0123456789abcdef01234567\n",
        "git+ssh://git@example.org/tool.git@0123456789abcdef0123456789abcdef01234567#egg=tool\n",
        """
        tool @ https://example.org/t-1.0.whl#md5=0123456789abcdef0123456789abcdef
        """,
        "-e .\n./libs/thing\n-e ../other[extra]\n../dist/thing-1.0-py3-none-any.whl\n",
        "numpy (==1.26.4)\n",
        "numpy==1.26.4,!=1.26.5\n",
        "numpy>=1.0  # repro: ignore[REP501] a library's own bound\n",
        Example("-c pins.txt\nnumpy\n", path="requirements.txt", files={"pins.txt": "numpy==1.26.4\n"}),
        Example("NumPy\n", path="requirements.in", files={"requirements.txt": "numpy==1.26.4\n"}),
        Example("numpy\n", path="notes.txt"),
    )
    invalid = (
        "numpy  # <- here\n",
        "numpy>=1.26  # <- here\n",
        "numpy~=1.26.0  # <- here\nscipy==1.11.4\n",
        "numpy==1.26.*  # <- here\n",
        "torch[extra]>=2 ; sys_platform == 'linux'  # <- here\n",
        "git+https://example.org/tool.git  # <- here\n",
        "tool @ git+https://example.org/tool.git@main  # <- here\n",
        "-e git+https://example.org/tool.git@v1.2#egg=tool  # <- here\n",
        "https://example.org/tool-1.0.whl  # <- here\n",
        "numpy>=1  # <- here\nscipy==1.0 \\\n    ; python_version > '3'\n",
        "pandas<3,>=2  # <- here\n",
        "scikit_learn != 1.2  # <- here\n",
        Example("torch\t# <- here\n", path="requirements/train.txt"),
        Example("torch>2  # <- here\n", path="requirements-dev.txt"),
        Example(
            "torch  # <- here\n", path="gpu_requirements.in", files={"gpu_requirements.txt": "numpy==1.0\n"}
        ),
    )

    def check(self, entry: Requirement) -> Iterator[Problem]:
        yield from problems(entry, self.manifest)
