"""Which branches of our own code an input reaches: what tells a new kind of input from one more of the same."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

ROOT = Path(__file__).parent.parent.parent
_OURS = tuple(f"{ROOT / package}/" for package in ("corpus", "indexer", "search"))

Branch = tuple[CodeType, int, int]
"""Code, the line before and the line after."""


class Branches:
    """All branches that were reached so far."""

    def __init__(self) -> None:
        self.reached: set[Branch] = set()
        self._ours: dict[CodeType, bool] = {}

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Note the branches that the block reaches."""
        sys.settrace(self._call)
        try:
            yield
        finally:
            sys.settrace(None)

    def _call(self, frame: FrameType, event: str, argument: Any) -> Any:
        code = frame.f_code
        ours = self._ours.get(code)
        if ours is None:
            ours = self._ours[code] = code.co_filename.startswith(_OURS)
        if not ours:
            return None
        before = 0

        def line(frame: FrameType, event: str, argument: Any) -> Any:
            nonlocal before
            if event == "line":
                self.reached.add((code, before, frame.f_lineno))
                before = frame.f_lineno
            return line

        return line
