"""gunicorn's messages and one line for each request, in the form in which the process logs (`corpus.logs`)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gunicorn.glogging import Logger

from corpus import logs


class ServerLog(Logger):  # type: ignore[misc]
    """As gunicorn's own in text form; in JSON also a line for each request.

    The line has neither the reader's address nor what was asked for, only the path: what people look for is their business.
    """

    def setup(self, cfg: Any) -> None:
        """Take over the handlers that gunicorn makes."""
        super().setup(cfg)
        if logs.structured():
            for handler in self.error_log.handlers:
                handler.setFormatter(logs.JsonLines())

    @property
    def access_log_enabled(self) -> bool:
        """Tell gunicorn whether to call `access`."""
        return logs.structured()

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: dt.timedelta) -> None:
        """Log a request that was answered."""
        logs.event(
            "request",
            method=environ.get("REQUEST_METHOD"),
            path=environ.get("PATH_INFO"),
            status=int(str(resp.status).split(maxsplit=1)[0]),
            bytes=getattr(resp, "sent", None),
            ms=round(request_time.total_seconds() * 1000, 1),
        )
