"""Shell scripts taken apart into simple commands with exact places.

`commands` yields every command of a script, however deep it stands in conditions, loops, functions,
subshells, substitutions and `bash -c` strings, with its words, assignments and redirections; `program` looks
through `sudo`, `env`, `python -m` and the like.

Written here since `shlex` knows neither places nor operators, and `bashlex` is under the GPL and gives up on
much that bash accepts.
"""
