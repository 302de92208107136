"""The fast scan with Python's own parser: scopes, names, calls, and what is worth parsing with libcst."""
