"""What a server does -> Prometheus: requests, seconds, refusals, and how far the index is behind the store.

In several processes each writes its numbers into files of a folder, from which any of them answers for all. The library
decides when it is imported whether it does so, by the variable PROMETHEUS_MULTIPROC_DIR; hence it is imported late here.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request

from corpus.errors import KutipanError
from webui.ports import Site

if TYPE_CHECKING:
    from prometheus_client import Metric

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds. 0.2 is what the search page promises at its 95th percentile, 10 is longer than anybody waits."""

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


class Metrics:
    """Counts the requests of one process and answers for all of them."""

    def __init__(self, site: Site) -> None:
        from prometheus_client import CollectorRegistry, Counter, Histogram

        self._registry = CollectorRegistry()
        self._site = site
        self._requests = Counter(
            "kutipan_requests", "Requests by route, method and status", ("route", "method", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "kutipan_request_seconds", "Seconds to an answer", ("route",), buckets=BUCKETS, registry=self._registry
        )
        self._refused = Counter(
            "kutipan_rate_limited", "Requests refused because a budget was used up", ("budget",), registry=self._registry
        )

    def install(self, app: Flask) -> None:
        """Have every request of the application counted."""
        app.before_request(_start)
        app.after_request(self._count)

    def text(self) -> tuple[bytes, str]:
        """Return all numbers in Prometheus' text format, with its media type."""
        from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
        from prometheus_client.multiprocess import MultiProcessCollector

        registry = self._registry
        folder = os.environ.get(FOLDER_VARIABLE)
        if folder:
            registry = CollectorRegistry()
            MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
        here = CollectorRegistry()
        here.register(self)
        return generate_latest(registry) + generate_latest(here), CONTENT_TYPE_LATEST

    def collect(self) -> Iterator[Metric]:
        """Yield what any process knows by itself: the state of index and store."""
        from prometheus_client.metrics_core import GaugeMetricFamily, InfoMetricFamily

        try:
            state = self._site.service.state
        except KutipanError:
            yield GaugeMetricFamily("kutipan_index_available", "1 while searches can be answered", value=0)
            return
        yield GaugeMetricFamily("kutipan_index_available", "1 while searches can be answered", value=1)
        yield GaugeMetricFamily("kutipan_index_quotations", "Quotations in the index", value=state.quotations)
        yield GaugeMetricFamily("kutipan_index_position", "Position of the store's change log held", value=state.position)
        committed = state.committed_at.timestamp()
        yield GaugeMetricFamily("kutipan_index_committed_seconds", "When the index was committed (Unix time)", value=committed)
        yield InfoMetricFamily(
            "kutipan_index",
            "What the index was built with",
            value={"encoder": state.encoder, "pipeline_version": state.pipeline_version},
        )
        try:
            behind = max(0, self._site.store.position - state.position)
        except KutipanError:
            return
        yield GaugeMetricFamily("kutipan_index_lag", "Changes of the store that the index does not hold yet", value=behind)

    def _count(self, response: Response) -> Response:
        # Addresses that do not exist share one name: whoever tries a thousand of them must not fill the memory.
        route = request.url_rule.rule if request.url_rule else "(none)"
        method = request.method if request.method in METHODS else "(other)"
        self._requests.labels(route, method, response.status_code).inc()
        self._seconds.labels(route).observe(time.perf_counter() - g.get("started", time.perf_counter()))
        for balance in g.get("balances", ()):
            if balance.wait:
                self._refused.labels(balance.budget.name).inc()
        return response


def _start() -> None:
    g.started = time.perf_counter()
