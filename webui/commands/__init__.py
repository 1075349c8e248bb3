"""The commands of `kutipan.py` that need more than a few lines, and what commands show on a terminal."""
