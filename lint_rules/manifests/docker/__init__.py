"""Dockerfiles taken apart into instructions.

Written here since `dockerfile-parse` gives no columns, takes the lines of a heredoc for instructions, and
needs a folder of its own to write to.
"""
