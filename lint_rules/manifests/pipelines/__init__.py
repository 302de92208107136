"""What pipeline files have in common: scripts in lists and blocks, images, templates that are no YAML yet."""
