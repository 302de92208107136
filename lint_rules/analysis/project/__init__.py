"""The project across files: who calls whom, what is run, and what a seed reaches."""
