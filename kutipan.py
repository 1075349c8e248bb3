"""The command line: composes corpus, indexer, search and webui; nothing else."""

from __future__ import annotations

__version__ = "0.1.0"


def main() -> None:
    """Run the command line."""
    raise SystemExit("not wired yet")
