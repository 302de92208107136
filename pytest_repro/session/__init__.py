"""What happens in the user's own session."""
