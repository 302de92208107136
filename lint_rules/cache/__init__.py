"""What earlier runs found out, so that a run only does what has not been done.

Three files of JSON, each replaced as a whole, so that runs beside each other cannot spoil it: the digests of
files by what the system says of them (time, size, number), the facts of Python files, and, for each
configuration, the findings. Everything is tied to content: a stored value holds for one digest. What a file
asked of its project is stored with the answers; its findings hold as long as the answers are the same.
"""
