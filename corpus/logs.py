"""Structured logs: one JSON object a line on standard error, for whoever collects them.

The standard library rather than structlog: gunicorn, urllib3 and everything else already log through it, so one formatter
puts their lines into the same form, and what structlog adds (bound context, processors) no caller here needs.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
from typing import Any, TextIO

from corpus.errors import ConfigurationError

TEXT, JSON = "text", "json"
FORMS = (TEXT, JSON)
"""For people: progress, tables and messages, as each command shows them. For programs: one JSON object a line."""

_FIELDS = "kutipan_fields"
_log = logging.getLogger("kutipan")


class JsonLines(logging.Formatter):
    """A record as one line: time (UTC), level, logger and event, then the event's own fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC)
        line: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        line.update(getattr(record, _FIELDS, {}))
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def configure(form: str, stream: TextIO | None = None) -> None:
    """Have this process log in a form, on standard error unless `stream` is given; a second call replaces the first.

    In text nothing is logged but warnings, by the standard library's own handler. Raises ConfigurationError.
    """
    if form not in FORMS:
        raise ConfigurationError(f"there is no log format {form!r}: give {' or '.join(FORMS)} (KUTIPAN_LOG_FORMAT)")
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each.formatter, JsonLines)]:
        root.removeHandler(handler)
    _log.setLevel(logging.INFO if form == JSON else logging.NOTSET)
    if form == JSON:
        handler = logging.StreamHandler(stream or sys.stderr)
        handler.setFormatter(JsonLines())
        root.addHandler(handler)


def structured() -> bool:
    """Tell whether this process logs JSON, so that bars and lists for people have no place beside it."""
    return _log.isEnabledFor(logging.INFO)


def event(name: str, **fields: Any) -> None:
    """Log that something happened; costs nothing in text form."""
    if structured():
        _log.info(name, extra={_FIELDS: fields})


def failure(name: str, **fields: Any) -> None:
    """Log that something went wrong that a person should look at."""
    if structured():
        _log.error(name, extra={_FIELDS: fields})
