"""References to container images, and how narrowly they fix what is run."""
