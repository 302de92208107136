"""Frameworks that seed before they run an experiment."""

from __future__ import annotations

from lint_rules.knowledge.streams import NUMPY, PYTHON, TENSORFLOW, TORCH, TORCH_DEVICE

# Sacred seeds from its configuration, and records the seed, before it calls what these decorate.
SACRED = "sacred"
SACRED_MAINS = frozenset({"automain", "command", "main"})
SACRED_STREAMS = frozenset({NUMPY, PYTHON, TENSORFLOW, TORCH, TORCH_DEVICE})
