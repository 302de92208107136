"""From a difference to its proven causes."""
