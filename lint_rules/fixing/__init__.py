"""Applying fixes: to a text, to files in rounds until nothing changes, and back to the disk."""
