"""Settings: the `[tool.repro-lint]` table of `pyproject.toml`, and what the command line puts over it."""

from __future__ import annotations

import importlib
import re
import sys
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

from lint_rules.errors import ConfigError
from lint_rules.model import CONFIDENCES, LEVELS, SYNTAX_ERROR, Confidence, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

# `strict` also shows what a rule is not sure of.
Profile: TypeAlias = Literal["default", "strict"]
# A library publishes ranges of versions on purpose; an application is to be installed as it was.
ProjectKind: TypeAlias = Literal["auto", "application", "library"]
_Choice = TypeVar("_Choice", bound=str)

TABLE = "tool.repro-lint"
_KEYS = (
    "baseline",
    "cache-dir",
    "environment",
    "exclude",
    "extend-select",
    "ignore",
    "min-confidence",
    "per-file-ignores",
    "pins",
    "profile",
    "project-kind",
    "select",
    "trusted-actions",
)
PROFILES: tuple[Profile, ...] = ("default", "strict")
PROJECT_KINDS: tuple[ProjectKind, ...] = ("auto", "application", "library")
_SELECTOR = re.compile(r"REP\d{0,3}|ALL")


@dataclass(frozen=True)
class Config:
    """Which rules apply where. A selector is a code (`REP102`), a family (`REP1`) or `ALL`."""

    select: tuple[str, ...] = ("ALL",)
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    extend_select: tuple[str, ...] = ()
    profile: Profile = "default"  # "strict" also takes the opt-in rules that `select` covers
    min_confidence: Confidence | None = None  # None: as the profile says
    baseline: Path | None = None
    cache_dir: Path | None = None  # None: `.repro_lint_cache` at the top of the project
    environment: Path | None = (
        None  # where versions to pin are read; None: the project's own, or the active one
    )
    pins: Level = "exact"  # how narrowly dependencies are to be fixed
    project_kind: ProjectKind = "auto"
    trusted_actions: tuple[str, ...] = ("actions/*", "dependabot/*", "github/*")  # may be named by a tag

    def wants(self, code: str) -> bool:
        """The longer selector wins; between equals, `ignore` does. `REP000` is always wanted.

        An opt-in rule is wanted where it is selected by its own code, or under the strict profile.
        """
        if code == SYNTAX_ERROR:
            return True
        from lint_rules.catalogue import opt_in_codes

        selected = self.select + self.extend_select
        if code in opt_in_codes() and code not in selected and self.profile != "strict":
            return False
        chosen = _longest_match(code, selected)
        return chosen > 0 and chosen > _longest_match(code, self.ignore)

    def wants_in(self, code: str, path: str) -> bool:
        """Whether a rule applies to a file, given by its path relative to the root."""
        ignored = [
            s
            for pattern, codes in self.per_file_ignores.items()
            if glob_matches(path, pattern)
            for s in codes
        ]
        return _longest_match(code, ignored) == 0

    def shows(self, confidence: Confidence) -> bool:
        """Whether the user wants to see findings of that confidence."""
        least = self.min_confidence or ("low" if self.profile == "strict" else "medium")
        return CONFIDENCES.index(confidence) <= CONFIDENCES.index(least)


def _longest_match(code: str, selectors: Iterable[str]) -> int:
    lengths = [1 if s == "ALL" else len(s) for s in selectors if s == "ALL" or code.startswith(s)]
    return max(lengths, default=0)


def glob_matches(path: str, pattern: str) -> bool:
    """Whether a posix path, a folder above it, or its bare name matches a glob."""
    pattern = pattern.rstrip("/").removeprefix("./")
    parts = path.split("/")
    if "/" not in pattern and any(fnmatchcase(part, pattern) for part in parts):
        return True
    prefixes = ("/".join(parts[:count]) for count in range(1, len(parts) + 1))
    shallow = pattern.removeprefix("**/")
    return any(fnmatchcase(prefix, p) for prefix in prefixes for p in {pattern: 0, shallow: 0})


def check_selectors(selectors: Iterable[str], where: str) -> tuple[str, ...]:
    """Selectors that name something, or a `ConfigError` with the nearest that does."""
    from lint_rules.catalogue import catalogue

    codes = [SYNTAX_ERROR, *(rule.code for rule in catalogue())]
    names = {rule.name: rule.code for rule in catalogue()}
    checked: list[str] = []
    for selector in selectors:
        named = names.get(selector, selector)
        known = named == "ALL" or any(code.startswith(named) for code in codes)
        if not (_SELECTOR.fullmatch(named) and known):
            raise ConfigError(f"{where}: unknown rule {selector!r}{_suggestion(selector, [*codes, *names])}")
        checked.append(named)
    return tuple(checked)


def _suggestion(value: str, known: Iterable[str]) -> str:
    import difflib

    known = sorted(known)
    if value.upper() in ("ALL", *(name[: len(value)] for name in known)):
        return f"; did you mean {value.upper()!r}?"
    near = difflib.get_close_matches(value, known, 1) or difflib.get_close_matches(value.upper(), known, 1)
    # `BLE001` is as near to `REP001` as `REP10` is: what is a code of another linter is none of ours.
    close = [name for name in near if name.islower() or value.upper().startswith(name[0])]
    return f"; did you mean {close[0]!r}?" if close else "; `repro-lint rules` lists them all"


def find_config_file(start: Path) -> Path | None:
    """The `pyproject.toml` nearest to a folder, upwards, that has our table."""
    for folder in [start, *start.parents]:
        candidate = folder / "pyproject.toml"
        if candidate.is_file() and _may_hold_settings(candidate) and _table(candidate) is not None:
            return candidate
    return None


def load_config(path: Path) -> Config:
    """Read a TOML file. Raises `ConfigError` with one line for anything that cannot be right."""
    table = _table(path)
    if table is None:
        raise ConfigError(f"{path}: has no [{TABLE}] table")
    return config_from(table, f"{path}: [{TABLE}]", path.parent)


def config_from(table: Mapping[str, Any], where: str, folder: Path, base: Config | None = None) -> Config:
    """Put a table over other settings. Paths in it are relative to `folder`."""
    config = base or Config()
    for key in table:
        if key not in _KEYS:
            import difflib

            close = difflib.get_close_matches(key.replace("_", "-"), _KEYS, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(_KEYS)}"
            raise ConfigError(f"{where}: unknown key {key!r}; {hint}")

    def codes(key: str, known: tuple[str, ...]) -> tuple[str, ...]:
        return check_selectors(_strings(table, key, where, known), f"{where} {key}")

    return replace(
        config,
        select=codes("select", config.select),
        extend_select=codes("extend-select", config.extend_select),
        ignore=codes("ignore", config.ignore),
        exclude=tuple(_strings(table, "exclude", where, config.exclude)),
        per_file_ignores=_per_file_ignores(table, where, config),
        profile=_choice(table, "profile", where, PROFILES, config.profile),
        min_confidence=_choice(table, "min-confidence", where, CONFIDENCES, config.min_confidence),
        baseline=folder / _string(table, "baseline", where) if "baseline" in table else config.baseline,
        cache_dir=folder / _string(table, "cache-dir", where) if "cache-dir" in table else config.cache_dir,
        environment=(
            folder / _string(table, "environment", where) if "environment" in table else config.environment
        ),
        pins=_choice(table, "pins", where, LEVELS[1:], config.pins),
        trusted_actions=tuple(_strings(table, "trusted-actions", where, config.trusted_actions)),
        project_kind=_choice(table, "project-kind", where, PROJECT_KINDS, config.project_kind),
    )


def _per_file_ignores(table: Mapping[str, Any], where: str, config: Config) -> Mapping[str, tuple[str, ...]]:
    if "per-file-ignores" not in table:
        return config.per_file_ignores
    ignores = table["per-file-ignores"]
    if not isinstance(ignores, dict):
        raise ConfigError(f"{where}: 'per-file-ignores' must be a table of globs and lists of codes")
    return {
        glob: check_selectors(_strings(ignores, glob, where), f"{where} per-file-ignores {glob!r}")
        for glob in ignores
    }


def _choice(
    table: Mapping[str, Any], key: str, where: str, known: tuple[_Choice, ...], default: _Choice | None
) -> Any:
    if key not in table:
        return default
    value = table[key]
    if value not in known:
        raise ConfigError(f"{where}: {key!r} must be one of {', '.join(known)}, not {value!r}")
    return value


def _parse_toml(text: str) -> Any:
    """Most projects have no settings of ours, and the parser is not imported for them."""
    # `tomli` is what became `tomllib`; type checkers would see only one of the two.
    return importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli").loads(text)


def parse_inline(text: str) -> dict[str, Any]:
    """One setting as the command line gives it: `min-confidence = "low"`."""
    try:
        return _parse_toml(text)  # type: ignore[no-any-return]
    except ValueError as error:
        raise ConfigError(f"--config: {text!r} is neither a file nor TOML: {error}") from None


def _may_hold_settings(path: Path) -> bool:
    """Whether a file names us at all: a broken one that does not is a finding, and no reason to stop."""
    try:
        return b"repro-lint" in path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None


def _table(path: Path) -> dict[str, Any] | None:
    try:
        content = _parse_toml(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}") from None
    except RecursionError:
        raise ConfigError(f"{path}: is not valid TOML: nested too deeply") from None
    tools = content.get("tool", {})
    table = tools.get("repro-lint") if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{path}: [{TABLE}] must be a table, not {table!r}")
    return table


def _strings(table: Mapping[str, Any], key: str, where: str, default: Iterable[str] = ()) -> list[str]:
    value = table.get(key, list(default))
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ConfigError(f"{where}: {key!r} must be a list of strings, not {value!r}")
    return value


def _string(table: Mapping[str, Any], key: str, where: str) -> str:
    if not isinstance(table[key], str):
        raise ConfigError(f"{where}: {key!r} must be a string, not {table[key]!r}")
    return str(table[key])
