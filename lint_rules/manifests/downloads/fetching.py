"""Which shell commands download a file, from where, and whether the script around them checks a digest."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from lint_rules.knowledge.downloads import WEB, is_remote, names_data
from lint_rules.manifests.shell.programs import program

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lint_rules.manifests.shell.commands import Command
    from lint_rules.manifests.shell.words import Word

_CHECKS = re.compile(
    r"\b(?:sha\d+sum|md5sum|shasum|b[23]sum|cksum|gpgv?\s[^|;&\n]*--verify|gpg\s+--verify|cosign\s+verify"
    r"|openssl\s+dgst|rhash|minisign|--checksum|hashdeep)\b|\.(?:sha256|sha512|md5)\b"
)
_FILTERS = re.compile(
    r"\s*\|\s*(?:sudo\s+)?(?:-\w+\s+)*"
    r"(?:tar|(?:ba|z|da)?sh|gunzip|gzip|zcat|funzip|unzip|bsdtar|xz|unxz|bunzip2|bzip2|zstd|python\d?|perl|cpio)\b"
)
# A key says who signed, not what came.
_KEY = re.compile(
    r"\.(?:asc|gpg|key|pub|list|repo)(?:[?#].*)?$|gpg[-_]?key|apt-key|keyring|/gpg$", re.IGNORECASE
)
_CALLED_ADDRESS = re.compile(r"\$\{?(?!\w*KEY)\w*(?:URL|URI|LINK|MIRROR)\w*", re.IGNORECASE)
_CURL_TO_FILE = re.compile(r"-[a-zA-Z]*[oO]|--output(?:=.*)?|--remote-name(?:-all)?|-o.+")
_SENDS = re.compile(r"-[a-zA-Z]*[dFITX]|--(?:data.*|form.*|head|request|upload-file)")
_STANDARD_OUTPUT = re.compile(r"-[a-zA-Z]*O-|--output-document=-|-|/dev/stdout|/dev/null")


def address_of(command: Command) -> str | None:
    """The address from which a command downloads a file that it keeps or unpacks; None where it does not."""
    name, arguments = program(command)
    if name not in ("wget", "curl", "aria2c", "axel"):
        return None
    found = [address for word in arguments if (address := _address(word, name)) is not None]
    address = next((address for address in found if WEB.match(address)), found[0] if found else None)
    if address is None or not _is_download(command, name, arguments) or _KEY.search(address):
        return None
    line = command.script.text[command.words[0].start : _end_of_line(command)]
    return None if _KEY.search(line) else address


def is_checked(command: Command) -> bool:
    """Whether the script speaks of a digest or a signature at all."""
    return _checks(command.script.text)


@lru_cache(maxsize=8)  # asked for each command of a script
def _checks(text: str) -> bool:
    return _CHECKS.search(text) is not None


def _address(word: Word, program_name: str) -> str | None:
    text = word.value
    if WEB.match(text):
        return text if is_remote(text) else None
    if word.dynamic and program_name != "curl" and _CALLED_ADDRESS.match(text):
        return text  # curl asks services too
    return text if word.dynamic and names_data(text) and "/" in text else None


def _is_download(command: Command, name: str, arguments: Sequence[Word]) -> bool:
    values = [word.value for word in arguments]
    if name == "curl":
        if any(_SENDS.fullmatch(value) for value in values):
            return False
        kept = any(_CURL_TO_FILE.fullmatch(value) for value in values)
        thrown = any(value == "/dev/null" for value in values)
        return (kept and not thrown) or _is_kept(command)
    if name == "wget" and ("--spider" in values or any(v.startswith("--post") for v in values)):
        return False
    return _is_kept(command) if _writes_to_output(values) else True


def _writes_to_output(values: list[str]) -> bool:
    """`wget -O -`, `wget -qO- …`."""
    for number, value in enumerate(values):
        if re.fullmatch(r"-[a-zA-Z]*O-|--output-document=-", value):
            return True
        if re.fullmatch(r"-[a-zA-Z]*O|--output-document", value):
            return number + 1 < len(values) and bool(_STANDARD_OUTPUT.fullmatch(values[number + 1]))
    return False


def _is_kept(command: Command) -> bool:
    """Whether what a command prints is written to a file, unpacked or run."""
    for redirect in command.redirects:
        target = redirect.target
        if redirect.operator in (">", ">>", ">|") and target is not None and target.value != "/dev/null":
            return True
    return bool(_FILTERS.match(command.script.text, command.words[-1].end))


def _end_of_line(command: Command) -> int:
    text = command.script.text
    end = text.find("\n", command.words[-1].end)
    return len(text) if end < 0 else end
