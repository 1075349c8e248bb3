"""Language data, one folder per language; no code."""
