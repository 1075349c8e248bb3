"""Alembic migrations of the store, run by the program itself: users need no alembic.ini and no command.

To add one: change `corpus/store/schema.py`, write `versions/000N_what.py`, set `SCHEMA_REVISION`; a test compares the two.
Batch mode is on, since SQLite cannot alter most of a table in place.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory


def upgrade(connection: sa.Connection, revision: str = "head") -> None:
    """Bring the schema forward within the transaction that `connection` is in."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def known_revisions() -> list[str]:
    """Return the revisions that this version of Kutipan can read or migrate, the newest first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]


def _config() -> Config:
    config = Config()
    # Alembic interpolates percent signs in its options.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config
