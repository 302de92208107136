"""Parsers of the languages that manifests are written in, which know where each value stands."""
