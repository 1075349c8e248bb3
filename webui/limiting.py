"""Requests -> let in, or 429 with when to come back; what is left stands in the headers of every answer.

Headers: RateLimit-Policy and RateLimit of draft-ietf-httpapi-ratelimit-headers-10. A client is an IPv4 address, or the /64 of
an IPv6 one, which is what a household or a rented server has. Budgets hold for the whole server, however many processes it has.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from flask import Flask, Response, g, request
from werkzeug.exceptions import TooManyRequests

from corpus.settings import Settings
from search.query import Mode
from webui.rates import Balance, Budget, Counter

FREE = frozenset({"static", "api.health", "operations.metrics"})
"""What is always answered: files that cost nothing, and the questions of whoever watches the server."""

CLAIM_COST = 10
"""A claim is judged against 200 quotations, which takes some ten times as long as a search by meaning."""

COMPARED_CLAIM_COST = 20
"""Up to four sides with 100 quotations each are judged."""

EXPORT_COST = 20
"""An export reads every match, where a search reads a page of them."""

LETTERS = Budget(name="letters", quota=10, window=3600)
"""Requests that send a mail: a person subscribes now and then, a machine would use us to write to strangers."""


REPORTS = Budget(name="reports", quota=10, window=3600)
"""What a reader reports is read by a person, and nobody finds a mistake every minute of an hour."""


class Limits:
    """Decides by address and kind of request."""

    def __init__(self, settings: Settings, counter: Counter) -> None:
        self._counter = counter
        self._all = _budget("requests", settings.rate_limit)
        self._meaning = _budget("meaning", settings.rate_limit_meaning)

    def install(self, app: Flask) -> None:
        """Have every request of the application counted."""
        app.before_request(self._ask)
        app.after_request(_publish)

    def _ask(self) -> None:
        if request.method == "OPTIONS" or request.endpoint in FREE:
            return
        wanted = [(budget, cost) for budget, cost in self._wanted() if budget is not None]
        if not wanted:
            return
        g.balances = self._counter.take(client(request.remote_addr), wanted)
        refused = [balance for balance in g.balances if balance.wait]
        if refused:
            last = max(refused, key=lambda balance: balance.wait)
            raise TooManyRequests(
                f"more than {last.budget.quota} {last.budget.name} in {last.budget.window} seconds from your address: "
                f"wait {last.wait} seconds",
                retry_after=last.wait,
            )

    def _wanted(self) -> Sequence[tuple[Budget | None, int]]:
        endpoint = (request.endpoint or "").rpartition(".")[2]
        wanted: list[tuple[Budget | None, int]] = [(self._all, 1)]
        if endpoint in {"claim", "claims"}:
            wanted.append((self._meaning, CLAIM_COST if request.args.get("claim") else 1))
        elif endpoint in {"compare", "compare_csv"} and request.args.get("claim", "").strip():
            wanted.append((self._meaning, COMPARED_CLAIM_COST))
        elif endpoint == "export":
            wanted.append((self._meaning, EXPORT_COST))
        elif request.args.get("q", "").strip() and request.args.get("mode", "").lower() != Mode.KEYWORD:
            wanted.append((self._meaning, 1))
        if endpoint == "subscribe":  # sends a letter
            wanted.append((LETTERS, 1))
        if request.method == "POST" and endpoint == "send_report":
            wanted.append((REPORTS, 1))
        return wanted


def _budget(name: str, quota: int) -> Budget | None:
    return Budget(name=name, quota=quota) if quota > 0 else None


def client(address: str | None) -> str:
    """Return by what an address is counted."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _publish(response: Response) -> Response:
    balances: list[Balance] = g.get("balances", [])
    if balances:
        response.headers["RateLimit-Policy"] = ", ".join(
            f'"{each.budget.name}";q={each.budget.quota};w={each.budget.window}' for each in balances
        )
        response.headers["RateLimit"] = ", ".join(
            f'"{each.budget.name}";r={each.remaining};t={each.reset}' for each in balances
        )
    return response
