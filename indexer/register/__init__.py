"""The store's mentions -> who is who across documents: one identity a person or institution, offices with dates."""

from indexer.register.identities import (
    Choice,
    Portrait,
    Resolution,
    decided,
    identified,
    merge,
    portrait,
    portrayed,
    rename,
    resolve,
    split,
    undo,
)

__all__ = [
    "Choice",
    "Portrait",
    "Resolution",
    "decided",
    "identified",
    "merge",
    "portrait",
    "portrayed",
    "rename",
    "resolve",
    "split",
    "undo",
]
