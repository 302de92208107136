"""The command `repro-lint`: its options, and what each use of it does."""
