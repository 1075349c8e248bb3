"""What was published, and the record of it."""
