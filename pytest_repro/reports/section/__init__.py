"""The parts of the terminal section: one file for each."""
