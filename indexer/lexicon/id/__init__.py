"""Indonesian language data."""
