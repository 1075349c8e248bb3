"""Settings -> a running server: several gunicorn processes, each with a few threads.

gunicorn rather than granian, whose HTTP is written in Rust: this application spends its time searching, so both were
equally fast within the noise (4 connections, 2 processes of 4 threads, 13,700 quotations, two cores: keyword 66-107
requests/s, hybrid 14-27). gunicorn is pure Python and installs everywhere.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.http import errors as http_errors
from gunicorn.workers.gthread import ThreadWorker

from corpus.errors import ConfigurationError, IndexUnavailable
from corpus.settings import Settings
from corpus.store import Store
from indexer import encoders
from indexer.entailment import loading, shared
from indexer.entailment.cache import CachedModel
from indexer.entailment.shared import Address, SharedModel
from indexer.topics import TopicSet
from search.claims import FIRST_PAGE, ClaimService
from search.service import SearchService
from webui import post
from webui.api.problems import MEDIA_TYPE
from webui.app import create_app
from webui.metrics import FOLDER_VARIABLE
from webui.ports import TopicText
from webui.rates import Counter
from webui.server_log import ServerLog

# Threads of one process. They share one index and one store; NumPy, SQLite and the encoder release the interpreter lock.
THREADS = 4
# Seconds in which a request that is being answered may finish when the server stops.
GRACE = 10
# Seconds that an idle connection is kept: a reader who pages on needs no new one.
KEEP_ALIVE = 15


def build(settings: Settings, judging: Address | None = None, counter: Counter | None = None) -> Flask:
    """Open store, index and topics and return the application around them; one for each process.

    The embedding model is not read before the first query that asks for meaning. Claims are judged by the process that listens
    at `judging`; without one, in this process. `counter` counts requests, for all processes.
    """
    encoder = encoders.load(settings.encoder, settings.models_path)
    service = SearchService.open(settings, encoder)
    store = Store.open(settings.store_address, create=False)
    claims = claim_service(settings, service, judging)
    carrier = post.from_settings(settings)
    return create_app(
        settings,
        service,
        store,
        topic_texts(TopicSet.load(settings.topics_path)),
        claims,
        counter=counter,
        desk=store,
        post=carrier,
    )


def claim_service(settings: Settings, service: SearchService, judging: Address | None) -> ClaimService:
    """Return what judges claims; judgements are kept in the data folder, for all processes."""
    if judging is None:
        return ClaimService(service, loading.from_settings(settings), seconds=FIRST_PAGE)
    model = SharedModel(judging)
    return ClaimService(service, CachedModel(model, settings.judgement_cache_path), model.warm, seconds=FIRST_PAGE)


def topic_texts(topics: TopicSet) -> tuple[TopicText, ...]:
    """Return what a reader is shown of the topics."""
    return tuple(
        TopicText(
            id=topic.id,
            name={"id": topic.name.id, "en": topic.name.en},
            target={"id": topic.target.id, "en": topic.target.en},
            description={"id": topic.description.id, "en": topic.description.en},
        )
        for topic in topics.topics
    )


def serve(
    settings: Settings,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int = 2,
    announce: Callable[[str], None] = lambda line: click.echo(line, err=True),
) -> None:
    """Serve page and endpoint until Ctrl-C or SIGTERM; port 0 takes a free one. `announce` is told the address.

    Raises, before any process is started, ConfigurationError for an address that cannot be used, StoreError or
    IndexUnavailable when there is nothing to serve.
    """
    check(settings)
    listener = listen(host, port)
    shown = listener.getsockname()
    name = f"[{shown[0]}]" if ":" in shown[0] else shown[0]
    with shared.running(settings.entailment, settings.models_path) as judging, _metrics_folder():
        announce(f"Kutipan: http://{name}:{shown[1]}/  (Ctrl-C stops)")
        # From here on the socket is gunicorn's, which closes it when it stops.
        Server(settings, listener.detach(), workers, judging).run()


def check(settings: Settings) -> None:
    """Open everything once in the parent, so that what is missing is said once and not by every process."""
    if not Path(settings.data).is_dir():
        raise ConfigurationError(
            f"there is no data folder {settings.data}: name one with --data, or make it with kutipan ingest"
        )
    with Store.open(settings.store_address, create=False):
        pass
    TopicSet.load(settings.topics_path)
    service = SearchService.open(settings, encoders.load(settings.encoder, settings.models_path))
    try:
        if service.state.quotations == 0:
            raise IndexUnavailable(
                f"the index in {settings.index_path} is empty: ingest something (kutipan ingest), then run kutipan index"
            )
    finally:
        service.close()


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; raise ConfigurationError with what to do when the address cannot be used."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise ConfigurationError(f"{host!r} is not an address of this machine ({error}): give 127.0.0.1 or 0.0.0.0") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Connections inherit it. Without it the body of an answer waits 40 ms for the header's acknowledgement.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind(address)
        listener.listen(2048)
        listener.set_inheritable(True)
    except OSError as error:
        listener.close()
        raise ConfigurationError(
            f"cannot listen on {host}:{port} ({error.strerror}): stop what uses it, or give another port with --port"
        ) from error
    return listener


class Worker(ThreadWorker):  # type: ignore[misc]
    """A process of the server. What cannot even be read as a request is answered as problem+json, too."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Any) -> None:
        """Answer a request that the application never sees."""
        refused = refusal(exc)
        if refused is None:
            super().handle_error(req, client, addr, exc)
            return
        status, title = refused
        body = json.dumps(
            {
                "type": "about:blank",
                "title": title,
                "status": status,
                "detail": "the request cannot be read: shorten its address and headers, and follow HTTP/1.1",
                "code": title.lower().replace(" ", "-"),
            }
        ).encode()
        head = (
            f"HTTP/1.1 {status} {title}\r\nConnection: close\r\nContent-Type: {MEDIA_TYPE}\r\n"
            f"X-Content-Type-Options: nosniff\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        try:
            client.sendall(head.encode("ascii") + body)
        except OSError:
            self.log.debug("a client left before it was told that its request cannot be read")


def refusal(error: object) -> tuple[int, str] | None:
    """Return the status and title of a request that is not one; None for other errors."""
    if isinstance(error, http_errors.LimitRequestLine):
        return 414, "Address Too Long"
    if isinstance(error, http_errors.LimitRequestHeaders):
        return 431, "Request Header Fields Too Large"
    if isinstance(error, http_errors.ParseException):
        return 400, "Bad Request"
    return None


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn around `build`.

    The code is imported before the processes are forked, so they share its memory: 69 MB a process (proportional set
    size, sample corpus, after hybrid searches) rather than 78 MB. Opening the application before the fork as well
    (gunicorn's preload) gave 56 MB, but would have store, index and model cross it with open files and threads.
    """

    def __init__(self, settings: Settings, listener: int, workers: int, judging: Address) -> None:
        self._settings = settings
        self._judging = judging
        self._counter = Counter()
        self._listener = listener
        self._workers = workers
        super().__init__()

    def load_config(self) -> None:
        """Set gunicorn's settings; its configuration files and variables are not read."""
        shared_memory = Path("/dev/shm")  # a heartbeat file on a slow disk can stall a process
        chosen: dict[str, Any] = {
            "bind": f"fd://{self._listener}",
            "workers": max(1, self._workers),
            "worker_class": Worker,
            "threads": THREADS,
            "graceful_timeout": GRACE,
            "keepalive": KEEP_ALIVE,
            "limit_request_line": 8190,
            "loglevel": "warning",
            "logger_class": ServerLog,
            "control_socket_disable": True,
            "when_ready": _stop_gracefully,
            "post_worker_init": _settle_down,
            "child_exit": _settle_metrics,
            # Header fields and their length: more than browsers and proxies send, less than fills a memory.
            "limit_request_fields": 64,
            "limit_request_field_size": 8190,
        }
        if shared_memory.is_dir():
            chosen["worker_tmp_dir"] = str(shared_memory)
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application of one process."""
        return build(self._settings, self._judging, self._counter)


@contextmanager
def _metrics_folder() -> Iterator[None]:
    """Have the processes' numbers in a folder of their own, from which each of them answers for all (`webui.metrics`)."""
    with TemporaryDirectory(prefix="kutipan-metrics-") as folder:
        os.environ[FOLDER_VARIABLE] = folder
        try:
            yield
        finally:
            del os.environ[FOLDER_VARIABLE]


def _settle_metrics(arbiter: Any, worker: Any) -> None:
    """Keep what a process counted, and forget what was true of it alone."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def _stop_gracefully(arbiter: Any) -> None:
    """Let Ctrl-C finish the requests that are being answered, as SIGTERM does."""
    signal.signal(signal.SIGINT, lambda number, frame: arbiter.SIG_QUEUE.put_nowait(signal.SIGTERM))


def _settle_down(worker: Any) -> None:
    """Leave interrupts to the parent, and what is in memory now out of every search for garbage.

    A terminal sends Ctrl-C to every process of the group; only the parent decides. Code stays as long as the process does,
    the index until the next commit, and to look through them held up a request for 40 ms now and then.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
