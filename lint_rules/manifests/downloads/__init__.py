"""Files from the web that shell commands and Dockerfiles fetch, and whether their content is checked."""
