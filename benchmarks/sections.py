"""A page that several commands write: each puts its own section, and leaves the others as they are."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path


def put_section(page: Path, title: str, lines: Sequence[str]) -> None:
    """Replace the section "## title" of a page, or add it at the end; the page's beginning must be there already."""
    body = f"## {title}\n\nMeasured on {dt.date.today().isoformat()}. " + "\n".join(lines).rstrip() + "\n"
    text = page.read_text(encoding="utf-8")
    section = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    added = f"{text.rstrip()}\n\n{body}"
    text = section.sub(lambda found: body + "\n", text, count=1) if section.search(text) else added
    page.write_text(text.rstrip() + "\n", encoding="utf-8")
