"""`sources.toml` -> what is followed, how, and how often.

contact = "https://redaksi.example/robot"     # stands in every request: who asks, and where to complain

[sources.telaga-jingga]
kind = "wordpress"                            # or feed, sitemap, pages, folder
url = "https://telagajingga.example"
label = "Pemkab Telaga Jingga"                # the source that its documents name; else what the page says
every = "30m"                                 # 5m at the least; default 1h
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import ConfigurationError

KINDS = ("feed", "sitemap", "wordpress", "pages", "folder")

DEFAULT_INTERVAL, SHORTEST_INTERVAL = dt.timedelta(hours=1), dt.timedelta(minutes=5)

_INTERVAL = re.compile(r"(\d{1,4})\s*([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_NAME = re.compile(r"[\w.-]{1,80}")
_KNOWN = {"kind", "url", "urls", "path", "label", "every", "match", "since", "pause", "allow_private", "fields"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePlan:
    """One source. `address` is its URL or folder, `urls` the addresses of kind "pages".

    `match` restricts the pages of a sitemap or feed by their URL; nothing published before `since` is fetched. `pause` is
    in seconds. `fields` maps field names of tables in a folder.
    """

    name: str
    kind: str
    address: str
    urls: tuple[str, ...] = ()
    label: str | None = None
    every: dt.timedelta = DEFAULT_INTERVAL
    match: re.Pattern[str] | None = None
    since: dt.date | None = None
    pause: float = 1.0
    allow_private: bool = False
    fields: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class FollowPlan:
    """All sources in the order of the file, and who asks."""

    contact: str
    sources: tuple[SourcePlan, ...]

    @property
    def agent(self) -> str:
        """The User-Agent line of every request."""
        return f"Kutipan/1.0 (+{self.contact})"


def read_plan(path: Path) -> FollowPlan:
    """Return the plan in a file. Raises ConfigurationError, which names the file, the source and the setting."""
    try:
        with path.open("rb") as stream:
            given = tomllib.load(stream)
    except FileNotFoundError:
        raise ConfigurationError(
            f"{path}: there is no such file; list there what to follow (docs/following.md), or name another with --sources"
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read as TOML ({error}); correct it there") from None
    contact, sources = given.get("contact"), given.get("sources")
    if not isinstance(sources, dict) or not sources:
        raise ConfigurationError(f"{path}: names no source; add a table [sources.NAME] with kind and url")
    plans = tuple(_source(f"{path}: source {name!r}", name, table, path.parent) for name, table in sources.items())
    if not isinstance(contact, str) or not contact.strip() or not contact.isprintable():
        if any(plan.kind != "folder" for plan in plans):
            raise ConfigurationError(
                f"{path}: does not say who asks; give contact = with a web address or e-mail where publishers reach you"
            )
        contact = "nobody"
    return FollowPlan(contact.strip(), plans)


def _source(where: str, name: str, table: Any, folder: Path) -> SourcePlan:
    if not _NAME.fullmatch(name):
        raise ConfigurationError(f"{where}: a name is of letters, digits, dots and dashes, 80 at most")
    if not isinstance(table, dict):
        raise ConfigurationError(f"{where} is no table; write [sources.{name}] above its settings")
    if unknown := sorted(set(table) - _KNOWN):
        raise ConfigurationError(f"{where} has {unknown[0]!r}, which is no setting; give one of {', '.join(sorted(_KNOWN))}")
    kind = table.get("kind")
    if kind not in KINDS:
        raise ConfigurationError(f"{where} has the kind {kind!r}; give one of {', '.join(KINDS)}")
    urls = _typed(where, table, "urls", list, [])
    needed = {"pages": "urls", "folder": "path"}.get(kind, "url")
    address = str(folder / str(table["path"])) if kind == "folder" and "path" in table else table.get("url", "")
    if not table.get(needed) or not all(isinstance(url, str) for url in (*urls, address)):
        raise ConfigurationError(f"{where} has no {needed}; a source of kind {kind} needs it")
    since = table.get("since")
    if since is not None and (not isinstance(since, dt.date) or isinstance(since, dt.datetime)):
        raise ConfigurationError(f"{where} has since = {since!r}; give a day: 2024-01-01")
    pause = _typed(where, table, "pause", (int, float), 1.0)
    if not 0 <= pause <= 3600:
        raise ConfigurationError(f"{where} has pause = {pause!r}; give seconds between two requests, 0 to 3600")
    fields = _typed(where, table, "fields", dict, None)
    return SourcePlan(
        name=name,
        kind=kind,
        address=address if kind != "pages" else urls[0],
        urls=tuple(urls),
        label=_typed(where, table, "label", str, None),
        every=_interval(where, table.get("every")),
        match=_pattern(where, table.get("match")),
        since=since,
        pause=float(pause),
        allow_private=_typed(where, table, "allow_private", bool, False),
        fields={str(ours): str(theirs) for ours, theirs in fields.items()} if fields else None,
    )


def _typed(where: str, table: Mapping[str, Any], name: str, kind: Any, default: Any) -> Any:
    value = table.get(name, default)
    if value is not default and not isinstance(value, kind):
        raise ConfigurationError(f"{where} has {name} = {value!r}, which is of the wrong kind; see docs/following.md")
    return value


def _interval(where: str, value: Any) -> dt.timedelta:
    if value is None:
        return DEFAULT_INTERVAL
    found = _INTERVAL.fullmatch(value) if isinstance(value, str) else None
    interval = dt.timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else dt.timedelta()
    if interval < SHORTEST_INTERVAL:
        raise ConfigurationError(f"{where} has every = {value!r}; give an interval such as 30m, 6h or 1d, 5m at the least")
    return interval


def _pattern(where: str, value: Any) -> re.Pattern[str] | None:
    if value is None:
        return None
    try:
        return re.compile(value)
    except (re.error, TypeError) as error:
        raise ConfigurationError(f"{where} has match = {value!r}, which is no regular expression ({error})") from None
