"""A subscription -> letters: the question whether it is wanted, and the digest of what is new. Text and HTML of the same.

Written inside a request of the reader's language (`in_language`), so that words, dates and addresses are made as on the pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, localtime, make_msgid, parseaddr
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask, current_app, render_template
from itsdangerous import BadData, URLSafeSerializer

from corpus.errors import NotFound
from corpus.settings import Settings
from corpus.store.records import Subscription
from search.query import Order, Query, parse_parameters
from search.results import ResultPage
from webui import vocabulary
from webui.address import absolute, page_address, search_address
from webui.language import DEFAULT, day, gettext
from webui.ports import Site

# All that could end a header or hide in one.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")

SUBJECT_LENGTH = 120
CONFIRM, LEAVE = "confirm", "leave"


class LetterPolicy(EmailPolicy):
    """The policy of the library, but for a header of one long address, which it would encode so that no program knows it.

    RFC 2047 forbids encoded words there, and RFC 5322 lets a line have 998 characters.
    """

    def fold(self, name: str, value: str) -> str:
        """Return a header as lines of text."""
        return f"{name}: {value}{self.linesep}" if name == "List-Unsubscribe" else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return a header as lines of bytes."""
        return self.fold(name, value).encode("ascii") if name == "List-Unsubscribe" else super().fold_binary(name, value)


POLICY = LetterPolicy(linesep="\r\n")


@contextmanager
def in_language(app: Flask, language: str) -> Iterator[None]:
    """Write letters in a reader's language, as if a page of it had been asked for."""
    with app.test_request_context("/" if language == DEFAULT else f"/{language}/"):
        yield


def signed(purpose: str, number: int, key: str) -> str:
    """Return the word that stands in a letter's link, for a subscription and one purpose."""
    return str(URLSafeSerializer(key, salt=f"kutipan-letter-{purpose}").dumps(number))


def number_of(purpose: str, word: str, key: str) -> int:
    """Return the subscription of a link's word. Raises NotFound for a word that we did not write."""
    try:
        number = URLSafeSerializer(key, salt=f"kutipan-letter-{purpose}").loads(word)
    except BadData:
        number = None
    if not isinstance(number, int):
        raise NotFound("this link is not one that we sent: use the whole of it")
    return number


def query_of(subscription: Subscription, site: Site) -> Query:
    """Return what a subscription asks for. Raises InvalidQuery when it cannot be asked any more, as of a topic that is gone."""
    values = parse_qs(subscription.query)
    return parse_parameters(values, page_limit=site.settings.page_limit, topics=[topic.id for topic in site.topics])


def question(subscription: Subscription, understood: str, key: str) -> EmailMessage:
    """Return the letter that asks an address for its yes."""
    link = absolute(page_address("confirm", word=signed(CONFIRM, subscription.number, key)))
    letter = _letter(subscription, gettext("Kutipan: apakah Anda ingin dikabari?"), key)
    return _filled(letter, "question", understood=understood, link=link, frequency=subscription.frequency)


def digest(subscription: Subscription, query: Query, found: ResultPage, site: Site, key: str) -> EmailMessage:
    """Return the letter about the quotations of a page of results, the newest of all that are new."""
    subject = _subject(query, found.shown)
    letter = _letter(subscription, subject, key)
    items = [
        {
            "quotation": hit.quotation,
            "speaker": ", ".join(
                part
                for part in (
                    hit.quotation.speaker or gettext("Pembicara tak diketahui"),
                    hit.quotation.role,
                    hit.quotation.affiliation,
                )
                if part
            ),
            "where": " · ".join(part for part in (hit.quotation.source, day(hit.quotation.date), hit.quotation.title) if part),
            "stances": ", ".join(
                f"{vocabulary.topic_name(each.topic, site.topics)}: {vocabulary.stance_name(each.stance)}"
                for each in hit.quotation.topics
            ),
            "address": absolute(page_address("quotation", id=hit.quotation.id)),
            "others": (hit.group.size - 1) if hit.group else 0,
        }
        for hit in found.hits
    ]
    plain = Query(text=query.text, mode=query.mode, filters=query.filters, order=Order.NEWEST)
    return _filled(
        letter,
        "digest",
        subject=subject,
        understood=found.understood_en if subscription.language == "en" else found.understood,
        items=items,
        further=found.shown - len(items),
        page=absolute(search_address(plain)),
        frequency=subscription.frequency,
        leave=_leave(subscription, key),
    )


def _subject(query: Query, count: int) -> str:
    if query.text:
        return gettext("Kutipan: %(n)s kutipan baru untuk “%(text)s”", n=count, text=query.text)
    return gettext("Kutipan: %(n)s kutipan baru", n=count)


def _leave(subscription: Subscription, key: str) -> str:
    return absolute(page_address("leave", word=signed(LEAVE, subscription.number, key)))


def _letter(subscription: Subscription, subject: str, key: str) -> EmailMessage:
    settings: Settings = current_app.extensions["kutipan"].settings
    host = urlsplit(settings.site_url).hostname or "localhost"
    letter = EmailMessage(policy=POLICY)
    letter["From"] = settings.mail_from
    letter["To"] = subscription.email
    letter["Subject"] = one_line(subject)
    letter["Date"] = format_datetime(localtime())
    letter["Message-ID"] = make_msgid(domain=host)
    # RFC 8058: the mail program's own button leaves with one POST, without a page.
    letter["List-Unsubscribe"] = f"<{_leave(subscription, key)}>"
    letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter["List-Id"] = f"Kutipan <kutipan.{host}>"
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence note need answer
    return letter


def one_line(text: str) -> str:
    """Return text for a header: one line of printable characters, not too long."""
    line = " ".join(_UNPRINTABLE.sub(" ", text).split())
    return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1] + "…"


def _filled(letter: EmailMessage, name: str, **context: Any) -> EmailMessage:
    letter.set_content(_clean(render_template(f"letters/{name}.txt", **context)))
    letter.add_alternative(_clean(render_template(f"letters/{name}.html", **context)), subtype="html")
    return letter


def _clean(text: str) -> str:
    return "".join(" " if _UNPRINTABLE.match(each) and each != "\n" else each for each in text.replace("\r", ""))


def sender_is_address(sender: str) -> bool:
    """Say whether a setting is a sender: an address, with a name before it or without."""
    return "@" in parseaddr(sender)[1]
