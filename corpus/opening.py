"""Settings -> an open store, with one message for a data folder that is not there; what every command begins with."""

from __future__ import annotations

from corpus.errors import ConfigurationError
from corpus.settings import Settings
from corpus.store import Store


def open_store(settings: Settings, *, create: bool = False) -> Store:
    """Open the store of the settings; `create` makes what is missing.

    Raises ConfigurationError for a missing data folder, StoreError for a store that cannot be opened.
    """
    if not create and not settings.store_url:
        need_data(settings)
    return Store.open(settings.store_address, create=create)


def need_data(settings: Settings) -> None:
    """Raise ConfigurationError, saying how to make one, where there is no data folder."""
    if not settings.data.is_dir():
        raise ConfigurationError(
            f"{settings.data}: there is no such data folder; make it with `kutipan --data {settings.data} ingest PATH...`, "
            "or name another with --data or KUTIPAN_DATA"
        )
