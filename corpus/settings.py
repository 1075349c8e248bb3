"""Every setting of Kutipan: name, default, one line of help. Read once by the command line, injected everywhere else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from corpus.errors import ConfigurationError


def _setting(default: Any, help: str) -> Any:
    return field(default=default, metadata={"help": help})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of one run. Each can be given in the environment as KUTIPAN_<NAME>."""

    data: Path = _setting(Path("kutipan-data"), "folder that holds the store, the index and derived models")
    store_url: str = _setting("", "SQLAlchemy URL of the store; empty: SQLite in the data folder")
    encoder: str = _setting("bundled", "sentence-transformers model by name or path; 'bundled': multilingual-e5-small, offline")
    entailment: str = _setting(
        "bundled", "entailment model for claims: NLI cross-encoder by name or path; 'bundled': ours, offline"
    )
    engine: str = _setting("auto", "search engine for words: whoosh, tantivy, or auto: by the size of the corpus")
    topics: Path | None = _setting(None, "topics file (YAML); empty: the one kept in the data folder, else the shipped one")
    semantic_floor: float = _setting(
        2.5, "deviations by which a quotation's similarity must stand out from the rest of the index to be a semantic match"
    )
    log_format: str = _setting(
        "text", "form of logs on standard error: text, for people; json: an object a line, with one for each document"
    )
    page_limit: int = _setting(100, "most results on one page of the API")
    workers: int = _setting(0, "processes for serving and extraction; 0: one per core")
    site_url: str = _setting(
        "", "address under which readers know the server, for links in mails and feeds; empty: as asked for"
    )
    proxies: int = _setting(0, "reverse proxies in front of the server that add X-Forwarded-For and X-Forwarded-Proto")
    cors: str = _setting("*", "origins whose scripts may read the API, separated by spaces; *: any, empty: none")
    smtp_url: str = _setting("", "mail server for digests, smtp://USER:PASSWORD@HOST:587 or smtps://…; empty: no mails")
    mail_from: str = _setting("", "sender of mails, such as Kutipan <kutipan@example.org>")
    rate_limit: int = _setting(600, "requests a minute from one address; 0: any number")
    rate_limit_meaning: int = _setting(
        300, "of these, searches by meaning a minute; a claim counts as ten, an export as twenty; 0: any number"
    )

    @property
    def store_address(self) -> str:
        """The store's URL, with the default filled in."""
        return self.store_url or f"sqlite:///{self.data / 'store.sqlite'}"

    @property
    def index_path(self) -> Path:
        """Folder of the search index: derived, can be deleted and rebuilt."""
        return self.data / "index"

    @property
    def vector_cache_path(self) -> Path:
        """SQLite file of cached vectors: derived, can be deleted."""
        return self.data / "vectors.sqlite"

    @property
    def judgement_cache_path(self) -> Path:
        """SQLite file of what an entailment model said of quotations and claims: derived, can be deleted."""
        return self.data / "judgements.sqlite"

    @property
    def kept_topics_path(self) -> Path:
        """Topics file that this data folder's quotations are labelled by (`kutipan topics use`), where there is one."""
        return self.data / "topics.yaml"

    @property
    def topics_path(self) -> Path | None:
        """The topics file in use; None: the shipped one."""
        return self.topics or (self.kept_topics_path if self.kept_topics_path.is_file() else None)

    @property
    def models_path(self) -> Path:
        """Folder of unpacked model weights: derived, can be deleted."""
        return self.data / "models"


def from_environment(environment: Mapping[str, str] = os.environ, **given: Any) -> Settings:
    """Return settings from KUTIPAN_* variables; `given` values (None: not given) win over them.

    Raises ConfigurationError for a value of the wrong type.
    """
    values: dict[str, Any] = {}
    for item in fields(Settings):
        raw = environment.get(f"KUTIPAN_{item.name.upper()}")
        if raw is not None:
            values[item.name] = _convert(item.name, raw)
    values.update({name: value for name, value in given.items() if value is not None})
    return Settings(**values)


def _convert(name: str, raw: str) -> Any:
    default: Any = next(item.default for item in fields(Settings) if item.name == name)
    kind: type[Any] = Path if default is None else type(default)
    try:
        return kind(raw)
    except ValueError:
        raise ConfigurationError(
            f"KUTIPAN_{name.upper()}={raw!r} is not a number: give one, or leave it unset for the default"
        ) from None
