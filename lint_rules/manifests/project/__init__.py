"""What projects declare: their dependencies, tool by tool, and whether they are applications or libraries."""
