"""Reads images of handwritten digits from class folders and trains a small network on them."""
