"""What is common to all that names Python packages: requirements, pip's arguments, requirements files."""
