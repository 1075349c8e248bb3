"""The page and the JSON endpoint."""
