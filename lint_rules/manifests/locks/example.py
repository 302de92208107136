"""A lock of uv's for the examples of rules: an application that wants `numpy>=1.26`."""

UV_LOCK = """\
version = 1
requires-python = ">=3.10"

[[package]]
name = "app"
version = "0.1.0"
source = { virtual = "." }
dependencies = [{ name = "numpy" }]

[package.metadata]
requires-dist = [{ name = "numpy", specifier = ">=1.26" }]

[[package]]
name = "numpy"
version = "1.26.4"
"""
