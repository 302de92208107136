"""Who does the work of a run: this process, or several that it starts.

Processes are started afresh, never forked, and talk in lines of JSON through their standard streams: orders
to scan or check files, what came of it, and in between the questions that rules ask of the whole project.
"""
