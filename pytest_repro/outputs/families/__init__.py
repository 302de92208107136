"""One file per family of types; each declares ``FAMILY``. See :mod:`pytest_repro.outputs.family`."""
