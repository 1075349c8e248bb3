"""The names under which a foreign file gives our fields: `text=isi`, `title=judul.rendered`, `html=content.rendered`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from corpus.errors import ConfigurationError
from corpus.sources.html import words_of

FIELDS = ("id", "text", "html", "title", "date", "source", "url", "speaker", "fetched_at")
"""What can be given. `html` is a text with tags: its words become the text."""


class FieldNames:
    """Which of a record's own fields is which of ours; a dot goes into an object ("content.rendered").

    A field that is not listed keeps its own name. Immutable.
    """

    def __init__(self, paths: Mapping[str, str] | None = None) -> None:
        unknown = sorted(set(paths or {}) - set(FIELDS))
        if unknown:
            raise ConfigurationError(f"{unknown[0]!r} is no field of a document; give one of {', '.join(FIELDS)}")
        self._paths = {name: path.split(".") for name, path in (paths or {}).items()}

    @classmethod
    def parse(cls, pairs: Iterable[str]) -> FieldNames:
        """Return the names of `text=isi` pairs. Raises ConfigurationError."""
        paths: dict[str, str] = {}
        for pair in pairs:
            name, found, path = pair.partition("=")
            if not found or not path.strip():
                raise ConfigurationError(f"{pair!r} does not say which field is meant; write text=isi")
            paths[name.strip()] = path.strip()
        return cls(paths)

    def apply(self, record: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the record under our names."""
        if not self._paths and "html" not in record:
            return record
        ours = {name: record.get(name) for name in FIELDS}
        ours.update({name: _at(record, path) for name, path in self._paths.items()})
        html = ours.pop("html")
        if ours["text"] is None and isinstance(html, str):
            ours["text"] = words_of(html)
        if "title" in self._paths and isinstance(ours["title"], str):
            ours["title"] = words_of(ours["title"])  # systems that keep HTML keep "&amp;" in titles
        return ours


def _at(record: Any, path: list[str]) -> Any:
    for step in path:
        if not isinstance(record, Mapping):
            return None
        record = record.get(step)
    return record
