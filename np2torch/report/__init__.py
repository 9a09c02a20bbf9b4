"""What the user gets to read."""
