"""/langganan : a reader asks to be told of a search by mail, says yes from the mailbox, and leaves with one click.

A form from elsewhere is refused (see `report`). Links in letters change nothing when they are opened, since mail servers open
them too; the button behind them does, and the mail program's own button (RFC 8058) sends the same.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from urllib.parse import urlencode

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from corpus.errors import InputRejected, MailError
from corpus.store.records import Frequency, Subscription
from corpus.store.subscriptions import LONGEST_ADDRESS
from search.query import Filters, Mode, Query, Updates, parse_parameters, to_parameters
from webui import letters
from webui.address import form_fields, page_address, search_address
from webui.language import current_language
from webui.pages.offers import offers
from webui.pages.report import TRAP, sent_from_here
from webui.ports import DeskPort, Site
from webui.post import Carrier

MOST_BYTES = 32_000
# Of a search's address only this is kept: what is told of has an order of its own.
LEFT_OUT = frozenset({"limit", "offset", "order", "group"})
WEEK = dt.timedelta(days=7)


def subscribe_page(site: Site) -> ResponseReturnValue:
    """Answer with the form for the search in the address, and with how much it would have told in the last week."""
    if request.args.get("terkirim"):
        return render_template("subscribe.html", here="search", state="asked"), 200
    query = _query(site, request.args.to_dict(flat=False))
    return _form(site, query)


def subscribe(site: Site) -> ResponseReturnValue:
    """Ask an address for its yes; say the same whatever became of it, so that nobody learns who is told of what."""
    request.max_content_length = MOST_BYTES
    if not sent_from_here():
        abort(403)
    desk, post = set_up(site)
    values = request.form.to_dict(flat=False)
    query = _query(site, values)
    done = redirect(page_address("subscribe_form", terkirim=1), 303)
    if request.form.get(TRAP):
        return done
    try:
        frequency = Frequency(request.form.get("frequency", Frequency.DAILY))
        asked = desk.subscribe(request.form.get("email", ""), _kept(query), frequency, current_language())
    except (ValueError, InputRejected):
        return _form(site, query, refused=True)
    if asked is not None:
        try:
            post.send(letters.question(asked, _understood(site, query), desk.letter_key()))
        except MailError:
            desk.end_subscription(asked.number)
            raise
    return done


def confirm_page(site: Site, word: str) -> ResponseReturnValue:
    """Answer with the button that says yes, or say that it was said."""
    return _answer(site, letters.CONFIRM, word, "confirm")


def confirm(site: Site, word: str) -> ResponseReturnValue:
    """Take an address's yes."""
    desk, _ = set_up(site)
    desk.confirm_subscription(letters.number_of(letters.CONFIRM, word, desk.letter_key()))
    return _answer(site, letters.CONFIRM, word, "confirmed")


def leave_page(site: Site, word: str) -> ResponseReturnValue:
    """Answer with the button that leaves."""
    return _answer(site, letters.LEAVE, word, "leave")


def leave(site: Site, word: str) -> ResponseReturnValue:
    """Forget a subscription. Who leaves twice has left."""
    desk, _ = set_up(site)
    desk.end_subscription(letters.number_of(letters.LEAVE, word, desk.letter_key()))
    return render_template("subscribe.html", here="search", state="left"), 200


def set_up(site: Site) -> tuple[DeskPort, Carrier]:
    """Return desk and post; 404 where this server sends no letters."""
    if site.desk is None or site.post is None:
        abort(404)
    return site.desk, site.post


def _query(site: Site, values: dict[str, list[str]]) -> Query:
    values = {name: given for name, given in values.items() if name not in LEFT_OUT}
    return parse_parameters(values, page_limit=site.settings.page_limit, topics=[topic.id for topic in site.topics])


def _kept(query: Query) -> str:
    return urlencode(sorted(to_parameters(query).items()), doseq=True)


def _understood(site: Site, query: Query) -> str:
    found = site.service.search(replace(query, limit=1))
    return found.understood_en if current_language() == "en" else found.understood


def _form(site: Site, query: Query, refused: bool = False) -> ResponseReturnValue:
    state = site.service.state
    since = state.committed_at - WEEK
    updates = Updates(since=since, position=state.position, ids=site.store.changed_since(since, state.position))
    found = site.service.search(replace(query, limit=1))
    recent = site.service.search(replace(query, limit=1, filters=replace(query.filters, updated_since=updates)))
    return render_template(
        "subscribe.html",
        here="search",
        state="form",
        possible=site.post is not None and site.desk is not None,
        query=query,
        everything=query.text == "" and query.filters == Filters() and query.mode is Mode.HYBRID,
        understood=found.understood_en if current_language() == "en" else found.understood,
        total=found.total,
        recent=recent.total,
        fields=form_fields(query),
        search=search_address(query),
        offers=[offer for offer in offers(query) if offer.kind == "follow"],
        given=request.form,
        refused=refused,
        trap=TRAP,
        longest=LONGEST_ADDRESS,
    ), 400 if refused else 200


def _answer(site: Site, purpose: str, word: str, state: str) -> ResponseReturnValue:
    desk, _ = set_up(site)
    subscription: Subscription = desk.subscription(letters.number_of(purpose, word, desk.letter_key()))
    query = letters.query_of(subscription, site)
    return render_template(
        "subscribe.html",
        here="search",
        state=state,
        subscription=subscription,
        understood=_understood(site, query),
        action=request.path,
        leave=page_address("leave", word=letters.signed(letters.LEAVE, subscription.number, desk.letter_key())),
    ), 200
