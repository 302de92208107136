"""A language server: findings and fixes in an editor. Needs pygls, which `pytest-repro[lsp]` brings."""
