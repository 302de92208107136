"""What gives text, whose hash is salted anew in every process."""

from __future__ import annotations

TEXT_MAKERS = frozenset(
    {"builtins.str", "builtins.repr", "builtins.bytes", "builtins.ascii", "builtins.input", "builtins.format"}
    | {"os.path.join", "os.path.basename", "os.getcwd", "json.dumps"}
)
TEXT_METHODS = frozenset(
    [
        "encode",
        "decode",
        "strip",
        "lstrip",
        "rstrip",
        "lower",
        "upper",
        "format",
        "join",
        "replace",
        "title",
        "casefold",
        "removeprefix",
        "removesuffix",
        "hexdigest",
        "isoformat",
        "as_posix",
    ]
)
