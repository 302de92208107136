"""Lock files: what they hold, and whether they still fit the manifest they were made from."""
