"""What a rule need not look at, as far as the fast scan can tell; a sieve is named like the file of its rule.

A rule says by name which calls are of interest to it, and most of them come to nothing. Where they are many,
a sieve spares the slow parse: `keeps` looks at one of them in the built-in tree and says whether the rule
could have anything to say. It may keep too much, never too little. It must not import libcst.
"""
