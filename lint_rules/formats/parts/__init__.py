"""What several output formats share."""
