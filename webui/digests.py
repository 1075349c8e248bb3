"""Subscriptions that are due -> digests of what was recorded since the last one, handed to the post one by one."""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from flask import Flask

from corpus.errors import AddressRefused, InvalidQuery, MailError, NotFound
from corpus.store.records import Frequency, Subscription
from search.query import Order, Query, Updates
from webui import letters
from webui.ports import DeskPort, Site
from webui.post import Carrier

logger = logging.getLogger(__name__)

WAITS: Mapping[Frequency, dt.timedelta] = {
    Frequency.DAILY: dt.timedelta(hours=20),
    Frequency.WEEKLY: dt.timedelta(days=6, hours=12),
}
"""Since the last digest. Shorter than a day and a week, so that a timer that runs a little early skips nobody."""

SHOWN = 20
"""Quotations in a letter; the page has them all."""

MOST_REFUSALS = 3
"""In a row, after which an address is forgotten: it is not there any more."""


def send_due(app: Flask, desk: DeskPort, carrier: Carrier, only: frozenset[Frequency] = frozenset(Frequency)) -> Counter[str]:
    """Send all digests that are due; return how many were sent, had nothing to tell, failed, were forgotten or cannot be asked.

    A letter counts as sent when the server has taken it. When that cannot be noted any more it comes twice rather than never.
    """
    done: Counter[str] = Counter()
    site: Site = app.extensions["kutipan"]
    until = site.service.state.position
    for each in desk.due_subscriptions({kind: wait for kind, wait in WAITS.items() if kind in only}):
        try:
            done[_send(app, desk, carrier, each, until)] += 1
        except NotFound:
            done["left"] += 1  # while we were writing
        except MailError as error:
            logger.warning("subscription %s: %s", each.number, error)
            done["failed"] += 1
    return done


def _send(app: Flask, desk: DeskPort, carrier: Carrier, subscription: Subscription, until: int) -> str:
    site: Site = app.extensions["kutipan"]
    with letters.in_language(app, subscription.language):
        try:
            query = new_matches(letters.query_of(subscription, site), desk, subscription, until)
        except InvalidQuery as error:
            logger.warning("subscription %s cannot be asked any more: %s", subscription.number, error)
            return "impossible"
        found = site.service.search(query)
        if found.total == 0:
            desk.told(subscription.number, max(until, subscription.position), sent=False)
            return "nothing new"
        asked = replace(query, filters=replace(query.filters, updated_since=None))
        letter = letters.digest(subscription, asked, found, site, desk.letter_key())
    desk.subscription(subscription.number)  # who has left meanwhile gets no letter
    try:
        carrier.send(letter)
    except AddressRefused as error:
        logger.warning("subscription %s: %s", subscription.number, error)
        if desk.refused(subscription.number) >= MOST_REFUSALS:
            desk.end_subscription(subscription.number)
            return "forgotten"
        return "failed"
    desk.told(subscription.number, until, sent=True)
    return "sent"


def new_matches(query: Query, desk: DeskPort, subscription: Subscription, until: int) -> Query:
    """Return the query, kept to what was recorded since a subscription was told, as far as the index holds it."""
    new = Updates(
        since=subscription.sent_at or subscription.confirmed_at or subscription.asked_at,
        after=subscription.position,
        position=until,
        ids=desk.recorded_between(subscription.position, until),
    )
    filters = replace(query.filters, updated_since=new)
    return replace(query, filters=filters, order=Order.NEWEST, limit=SHOWN, offset=0, grouped=True)
