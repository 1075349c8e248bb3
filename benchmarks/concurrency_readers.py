"""Readers of a served data folder: they search, verify, open and report all the time, and write down every refusal."""

from __future__ import annotations

import http.client
import json
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

FEWEST_WORDS = 3  # of an alleged quotation
PATIENCE = 60.0  # seconds for an answer, beyond which a reader counts it as none
PAUSE = 0.05  # seconds between two requests of a reader, so that feeders on the same machine have their turns
MOST_REPORTS = 900  # open ones: beyond a thousand the store takes no more
REPORT_EVERY = 25  # requests, of which one is a report
WORDS = "keterangan warga rilis berkas pemilu kerukunan hoaks bupati damai kampanye persatuan rapat".split()  # noqa: SIM905


@dataclass(slots=True)
class Seen:
    """What readers met: answers by kind, faults, reports that were received (message: quotation), quotations not shown."""

    answers: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    reports: dict[str, str] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)


class Reader:
    """One reader, who asks until told to stop."""

    def __init__(self, address: tuple[str, int], number: int, seen: Seen) -> None:
        self._connection = http.client.HTTPConnection(*address, timeout=PATIENCE)
        self._number, self._seen = number, seen
        self._chance = random.Random(number)
        self._known: list[Mapping[str, Any]] = []
        self._asked = 0

    def read(self, stop: threading.Event) -> None:
        """Ask one thing after the other."""
        while not stop.is_set():
            self._asked += 1
            ask = self._report if self._asked % REPORT_EVERY == 0 else self._chance.choice(self._ways)
            try:
                ask()
            except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
                self._connection.close()
                self._seen.faults.append(f"reader: {type(error).__name__}: {error}")
            time.sleep(PAUSE)
        self._connection.close()

    @property
    def _ways(self) -> list[Callable[[], None]]:
        return [self._page, self._search, self._verify, self._quotation]

    def _page(self) -> None:
        self._get("search page", "/", q=self._query(), mode=self._mode())

    def _search(self) -> None:
        body = self._get("search endpoint", "/api/v1/search", q=self._query(), mode=self._mode())
        if body:
            found = json.loads(body)
            if found["total"] < len(found["results"]):
                self._seen.faults.append(f"search: {found['total']} matches, {len(found['results'])} shown")
            self._known = found["results"] or self._known

    def _verify(self) -> None:
        if not self._known:
            return
        words = re.findall(r"\w+", self._chance.choice(self._known)["text"])[:12]
        if len(words) >= FEWEST_WORDS:  # a quotation of two words is refused, and rightly
            path = self._chance.choice(["/api/v1/verify", "/periksa"])
            self._get("verify", path, q=" ".join(words))

    def _quotation(self) -> None:
        if self._known:
            key = self._chance.choice(self._known)["id"]
            path = self._chance.choice(["/kutipan/", "/api/v1/quotations/"]) + quote(key)
            self._get("quotation", path, of=key)

    def _report(self) -> None:
        if not self._known or len(self._seen.reports) >= MOST_REPORTS:
            return
        key, message = self._chance.choice(self._known)["id"], f"laporan {self._number}-{self._asked}"
        form = urlencode({"fault": "other", "message": message})
        status, _ = self._ask("POST", f"/lapor/{quote(key)}", form)
        if status == http.client.SEE_OTHER:
            self._seen.reports[message] = key
            self._seen.answers["report"] += 1
        else:
            self._refused(status, f"/lapor/{key}", key)

    def _get(self, kind: str, path: str, of: str | None = None, **values: str) -> bytes:
        address = f"{path}?{urlencode(values)}" if values else path
        status, body = self._ask("GET", address)
        if status == http.client.OK:
            self._seen.answers[kind] += 1
            return body
        self._refused(status, address, of)
        return b""

    def _refused(self, status: int, address: str, key: str | None) -> None:
        # A quotation whose words were edited meanwhile is withdrawn: whether it was is looked up in the end.
        if key is not None and status in {http.client.NOT_FOUND, http.client.GONE}:
            self._seen.missing.add(key)
            self._seen.answers["withdrawn meanwhile"] += 1
        else:
            self._seen.faults.append(f"{address} was answered with {status}")

    def _ask(self, method: str, path: str, form: str | None = None) -> tuple[int, bytes]:
        # Ten reports an hour are taken from an address: each of ours comes from another one, through a proxy.
        address = f"10.{self._number}.{self._asked // 250 % 250}.{self._asked % 250}"
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": address} if form else {}
        for last in (False, True):
            try:
                self._connection.request(method, path, form, headers)
                response = self._connection.getresponse()
                return response.status, response.read()
            except (ConnectionResetError, http.client.RemoteDisconnected):
                # The server may close an idle connection at any time. A form that may have arrived is not sent again.
                self._connection.close()
                if last or form:
                    raise
        raise AssertionError("unreachable")

    def _query(self) -> str:
        if self._known and self._chance.random() < 0.5:
            words = re.findall(r"\w+", self._chance.choice(self._known)["text"])
            start = self._chance.randrange(len(words) or 1)
            return " ".join(words[start : start + 3]) or WORDS[0]
        return " ".join(self._chance.sample(WORDS, 2))

    def _mode(self) -> str:
        return self._chance.choice(["hybrid", "keyword", "semantic"])
