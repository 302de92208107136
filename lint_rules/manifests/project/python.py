"""Where a project says which Python it runs on."""

from __future__ import annotations

import os
import re
from pathlib import Path

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from lint_rules.analysis.reading import sources
from lint_rules.manifests.project.poetry import specifier_of

_VERSION = r"3\.\d+"
# File names, and what fixes at least the minor version in such a file.
_SIGNS: tuple[tuple[str, str], ...] = (
    (r"\.python-version|runtime\.txt", _VERSION),
    (r"\.tool-versions", rf"^\s*python\s+\S*{_VERSION}"),
    (r"\.?mise(\.\w+)?\.toml", rf"\bpython\b.*{_VERSION}"),
    (r"Pipfile", rf"^python_(full_)?version\s*=\s*[\"']{_VERSION}"),
    (
        r"(.*\.)?(Dockerfile|Containerfile)(\..*)?",
        rf"(?i)python(_version)?[-:=_ ]*[\"']?{_VERSION}|\bpy3\.?\d+"
        # Whatever image it is: a tag fixes what it holds, Python included.
        r"|^\s*(FROM\s+(--\S+\s+)?|ARG\s+\w+=)[\"']?[^\s:]\S*(@sha256:|:(?!latest\b)[\w.$-])",
    ),
    (
        r"(docker-)?compose.*\.ya?ml|\.gitlab-ci\.ya?ml",
        rf"image:\s*\S*python:{_VERSION}|PYTHON_VERSION\W+{_VERSION}",
    ),
    (
        r"(.*[-_.])?(environment|conda|env)[-_.\w]*\.ya?ml",
        rf"^\s*-\s*[\"']?(\S+::)?python\s*[= ]=?\s*{_VERSION}",
    ),
    (r"python_env\.ya?ml", rf"^python:\s*[\"']?{_VERSION}"),
    (r"cog\.ya?ml|app\.ya?ml|serverless\.ya?ml", r"(python_version|runtime):\s*[\"']?(python)?3\.?\d+"),
    (r"\.?devcontainer\.json", rf"python:[\w.-]*{_VERSION}|\"version\":\s*\"{_VERSION}"),
    (r"(flake|shell|default)\.nix", r"python3\d+"),
    (r"Makefile|makefile|GNUmakefile", rf"python{_VERSION}|--python[= ]{_VERSION}|python={_VERSION}"),
    (r"pixi\.toml", rf"^python\s*=\s*[\"'](==?)?{_VERSION}"),
)
_NAMED = re.compile("|".join(f"(?:{name})" for name, _ in _SIGNS))
_WORKFLOW = re.compile(r"python-version:\s*(.*?(?:\n[ \t]+-.*)*)$", re.MULTILINE)
_NUMBERS = re.compile(_VERSION)
_SKIPPED = ("node_modules", "venv", "site-packages", "__pycache__", "dist", "build")
_MOST = 500
_LARGEST = 200_000


def fixed_by(folder: Path, root: Path) -> str:
    """The file that fixes the version for a project: in its folder, right below, or above; '' if none."""
    places = [folder, *_below(folder)]
    if folder != root and root in folder.parents:
        places += [above for above in folder.parents if root in (above, *above.parents)]
    for place in places:
        for name in _names(place):
            if _fixes(place / name):
                return Path(os.path.relpath(place / name, folder)).as_posix()
    return _workflow(root)


def admits_one_minor(requires: str) -> bool:
    """Whether a range such as `>=3.11,<3.12` or `==3.11.*` leaves one minor version of Python 3."""
    specifier = specifier_of(requires) if re.search(r"[\^|*~]|^\d", requires) else requires
    try:
        allowed = SpecifierSet(specifier or "")
    except InvalidSpecifier:
        return False
    return sum(any(allowed.contains(f"3.{minor}.{patch}") for patch in range(20)) for minor in range(40)) == 1


def has_code(folder: Path) -> bool:
    """Whether there is Python to run, in a folder or right below it."""
    places = [folder, *_below(folder)]
    return any(name.endswith((".py", ".ipynb")) for place in places for name in _names(place))


def _below(folder: Path) -> list[Path]:
    found = []
    for name in _names(folder):
        hidden = name.startswith(".") and name not in (".devcontainer", ".docker", ".binder")
        if not hidden and name not in _SKIPPED and (folder / name).is_dir():
            found.append(folder / name)
    return found


def _names(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir())[:_MOST]
    except OSError:
        return []


def _fixes(path: Path) -> bool:
    if not _NAMED.fullmatch(path.name):
        return False
    for pattern, sign in _SIGNS:
        if re.fullmatch(pattern, path.name):
            text = _text(path)
            return text is not None and re.search(sign, text, re.MULTILINE) is not None
    return False


def _workflow(root: Path) -> str:
    """A pipeline that runs on one version only; one that runs on several tests them, and fixes none."""
    folder = root / ".github" / "workflows"
    versions: dict[str, str] = {}
    for name in _names(folder):
        text = _text(folder / name) if name.endswith((".yml", ".yaml")) else None
        for found in _WORKFLOW.findall(text or ""):
            versions.update(dict.fromkeys(_NUMBERS.findall(found), name))
    return f".github/workflows/{next(iter(versions.values()))}" if len(versions) == 1 else ""


def _text(path: Path) -> str | None:
    try:
        return sources.read(path) if path.stat().st_size < _LARGEST else None
    except (OSError, sources.UnreadableError):
        return None
