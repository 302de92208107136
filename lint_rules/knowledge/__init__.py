"""What the rules know of other people's libraries, as plain tables. Nothing here imports those libraries."""
