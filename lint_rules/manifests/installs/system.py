"""Installers of whole systems and of other languages: apt, apk, yum, dnf, zypper, npm, gem, go."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lint_rules.manifests.installs.packages import Asked, Install, behind, positionals, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.manifests.shell.words import Word
    from lint_rules.model import Level

_FILE = re.compile(r".*://.*|[./~].*|.*\.(?:deb|apk|rpm|tgz|gem|tar\.gz)")


@dataclass(frozen=True)
class Manager:
    """How one installer is told what to install. `pinned` is found in a package whose version is fixed."""

    subcommands: tuple[str, ...]
    with_value: str
    pinned: re.Pattern[str]
    skipped: re.Pattern[str]  # what is no package: groups, virtual packages, removals
    hint: str
    tools: str = ""  # the installer itself, whose version does not get into a result
    version: tuple[str, ...] = ()  # options that give the version of all packages


_NONE = re.compile(r"(?!)")
_APT = Manager(
    ("install",),
    "-t --target-release --default-release -o --option -c --config-file -a --host-architecture",
    re.compile(r"="),
    re.compile(r".*[^+]-$"),
    "pin one with '=', or install from a dated snapshot of the archive",
)
_YUM = Manager(
    ("install", "localinstall", "reinstall"),
    "--enablerepo --disablerepo --repo --repoid --setopt --releasever --installroot -c --config -x --exclude"
    " --forcearch -d -e --disableexcludes --advisory --color --disableplugin --enableplugin",
    re.compile(r"-\d[^-]*(-\d[^-]*)?$"),
    re.compile(r"@"),
    "name it with its version: 'name-version'",
)
_NODE = Manager(
    ("install", "i", "add"),
    "--registry --prefix --loglevel -w --workspace --cache --userconfig --omit --include --tag --cwd"
    " --network-timeout --fetch-timeout --otp --dir -C --filter --modules-folder",
    re.compile(r".@[v=]?\d+\.\d+\.\d+|#[0-9a-f]{7,40}$"),
    re.compile(r"(file|link|workspace):"),
    "pin one with '@'",
    "npm yarn pnpm bun corepack node-gyp",
)
_MANAGERS = {
    "apt-get": _APT,
    "apt": _APT,
    "aptitude": _APT,
    "apk": Manager(
        ("add",),
        "-t --virtual -X --repository -p --root --keys-dir --repositories-file --arch --cache-dir --wait",
        re.compile(r"[=~]"),
        re.compile(r"\.|!"),
        "pin one with '='",
    ),
    "yum": _YUM,
    "dnf": _YUM,
    "microdnf": _YUM,
    "tdnf": _YUM,
    "zypper": Manager(
        ("install", "in"),
        "-R --root --installroot --repo -r --from -t --type --cache-dir --plus-repo",
        re.compile(r"(?<![<>!])="),
        re.compile(r"[-!]|pattern:|patch:"),
        "pin one with '='",
    ),
    "npm": _NODE,
    "pnpm": _NODE,
    "bun": _NODE,
    "yarn": _NODE,
    "gem": Manager(
        ("install", "i"),
        "-v --version -i --install-dir -n --bindir -s --source --platform -P --trust-policy -p --http-proxy"
        " -w --wrappers --build-root --document",
        re.compile(r":"),
        _NONE,
        "pin one with ':' or '-v'",
        "bundler",
        ("-v", "--version"),
    ),
    "go": Manager(
        ("install",),
        "-C -tags -ldflags -gcflags -mod -p -modfile",
        re.compile(r"@v?\d|@[0-9a-f]{7,40}$|^[^@.]+$"),
        re.compile(r"(all|std|cmd)$"),
        "pin one with '@'",
    ),
}


def install(name: str, arguments: Sequence[Word]) -> Install | None:
    """What a command installs, or None where it is no installation."""
    manager = _MANAGERS.get(name)
    if manager is None:
        return None
    if name == "yarn" and arguments and arguments[0].value == "global":
        arguments = arguments[1:]
    options = manager.with_value.split()
    rest = behind(arguments, manager.subcommands, options)
    if rest is None or (name == "yarn" and not any(word.value == "add" for word in arguments)):
        return None
    words = _packages(name, rest, options)
    given = value_of(rest, *manager.version) is not None
    asked = tuple(
        _judged(word.value, manager, given or word.dynamic)
        for word in words
        if not manager.skipped.match(word.value) and word.value not in manager.tools.split()
    )
    label = next((w.value for w in arguments if w.value in manager.subcommands), "install")
    return Install(f"{name} {label}", asked, "medium")


def asked_of_apt(package: str) -> Asked:
    """One name of a list of Debian packages."""
    return _judged(package, _APT, "$" in package)


def _packages(name: str, words: list[Word], options: list[str]) -> list[Word]:
    """`gem install x -- --build-flag`: what follows `--` is for the build."""
    if name == "gem":
        end = next((n for n, word in enumerate(words) if word.value == "--"), len(words))
        words = words[:end]
    return positionals(words, options)


def _judged(package: str, manager: Manager, known: bool) -> Asked:
    fixed = known or manager.pinned.search(package) or _FILE.fullmatch(package)
    level: Level = "hash" if fixed else "none"
    return Asked(package, level, "" if fixed else f"has no version; {manager.hint}")
