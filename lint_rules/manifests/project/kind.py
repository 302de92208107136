"""Application, whose environment is to be fixed, or library, which publishes ranges on purpose?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lint_rules.analysis.reading.sources import UnreadableError
from lint_rules.manifests.formats import toml

if TYPE_CHECKING:
    from pathlib import Path

    from lint_rules.config import ProjectKind
    from lint_rules.manifests import Manifest

# What one writes for others to find a package: `init` commands write none of it.
_PUBLISHING = (
    *("classifiers", "keywords", "urls", "license", "license-files"),
    *("homepage", "repository", "documentation"),
)
_PRIVATE = "Private ::"
_TRAINING = re.compile(r"(train|fine_?tune)\w*\.py|.*\.ipynb|Dockerfile.*", re.IGNORECASE)


def kind_of(manifest: Manifest) -> ProjectKind:
    """What the configuration says, or else what the files beside a manifest show.

    A build system makes a library, unless the project says that it is not to be published (a classifier
    `Private :: …`, `package-mode = false`, `package = false`, `distribution = false`), or says nothing that
    only a published package needs and has a Dockerfile, a notebook or a script for training beside it.
    Without a build system it is an application.
    """
    if manifest.config.project_kind != "auto":
        return manifest.config.project_kind
    text = manifest.text if manifest.path.name == "pyproject.toml" else manifest.neighbour("pyproject.toml")
    data = _data(text)
    if _declares_project(data):
        return _by_pyproject(data, manifest)
    setup = [manifest.neighbour(name) for name in ("setup.py", "setup.cfg")]
    if _PRIVATE in "".join(one or "" for one in setup):
        return "application"
    return "library" if _is_packaged(*setup) else "application"


def _data(text: str | None) -> dict[str, Any]:
    try:
        return toml.loads(text) if text is not None else {}
    except UnreadableError:
        return {}


def _declares_project(data: dict[str, Any]) -> bool:
    return isinstance(data.get("project"), dict) or bool(_tool(data, "poetry").get("name"))


def _is_packaged(setup_py: str | None, setup_cfg: str | None) -> bool:
    called = setup_py is not None and "setup(" in setup_py
    return called or (setup_cfg is not None and "[metadata]" in setup_cfg)


def _tool(data: dict[str, Any], name: str) -> dict[str, Any]:
    tools = data.get("tool")
    table = tools.get(name) if isinstance(tools, dict) else None
    return table if isinstance(table, dict) else {}


def _by_pyproject(data: dict[str, Any], manifest: Manifest) -> ProjectKind:
    project = data.get("project")
    tables = [project if isinstance(project, dict) else {}, _tool(data, "poetry")]
    classifiers = [str(c) for table in tables for c in table.get("classifiers") or ()]
    said = (
        _tool(data, "poetry").get("package-mode"),
        _tool(data, "uv").get("package"),
        _tool(data, "pdm").get("distribution"),
    )
    if False in said or any(c.startswith(_PRIVATE) for c in classifiers):
        return "application"
    built = "build-system" in data or bool(_tool(data, "setuptools"))
    if not built and not _is_packaged(manifest.neighbour("setup.py"), None):
        return "application"
    published = any(key in table for key in _PUBLISHING for table in tables)
    return "library" if published or not _holds_training(manifest.path.parent) else "application"


def _holds_training(folder: Path) -> bool:
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError:
        return False
    return any(_TRAINING.fullmatch(name) for name in names)
