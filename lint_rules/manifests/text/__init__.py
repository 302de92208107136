"""Text taken out of a file, with the way back to its places there."""
