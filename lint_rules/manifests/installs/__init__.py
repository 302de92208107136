"""Commands that install packages, and which of the packages they name are not pinned."""
