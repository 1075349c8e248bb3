"""The part of the store that serves a site: what is new since when, who may write, and who wants to be told by mail."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager

import sqlalchemy as sa

from corpus.store import reading, recency, reports, subscriptions, tokens
from corpus.store.corrections import Fields
from corpus.store.records import Fault, Frequency, Report, ReportState, Scope, Subscription, Token


class Desk(ABC):
    """Methods of `Store`, apart from it because they have nothing to do with documents being taken in."""

    def changed_since(self, moment: dt.datetime, until: int) -> frozenset[str]:
        """Return the quotations that were recorded, changed or withdrawn at or after a moment, up to a position."""
        with self._reading() as connection:
            return recency.changed_since(connection, moment, until)

    def recorded_between(self, after: int, until: int) -> frozenset[str]:
        """Return the quotations that the change log names for the first time after one position and not after the other."""
        with self._reading() as connection:
            return recency.recorded_between(connection, after, until)

    def changed_at(self, quotation_ids: Iterable[str]) -> Mapping[str, dt.datetime]:
        """Return when each of these quotations was recorded or changed last; unknown ids are left out."""
        with self._reading() as connection:
            return recency.changed_at(connection, quotation_ids)

    def report(self, quotation_id: str, fault: Fault, *, speaker: str = "", role: str = "", message: str = "") -> Report:
        """Keep what a reader says is wrong with a quotation, and return it; who the reader is is not kept.

        Raises NotFound for a quotation that is not recorded, InputRejected for a report that says nothing or too much.
        """
        with self._writing() as connection:
            return reports.add(connection, quotation_id, fault, speaker=speaker, role=role, message=message, now=_now())

    def reports(self, state: ReportState | None = ReportState.OPEN) -> list[Report]:
        """Return the reports in a state (None: all), the oldest first."""
        with self._reading() as connection:
            return reports.of_state(connection, state)

    def accept_report(
        self, number: int, fields: Fields | None = None, *, who: str, why: str = "", wrong: bool = False
    ) -> Report:
        """Correct a quotation as a report says; `fields` and `wrong` win over what it says. Return the report.

        Raises NotFound, InputRejected for a report that was decided already, or does not say what is right.
        """
        with self._writing() as connection:
            return reports.accept(connection, number, fields or {}, who=who, why=why, wrong=wrong, now=_now())

    def reject_report(self, number: int, *, who: str, why: str = "") -> Report:
        """Leave a quotation as it is in spite of a report. Raises NotFound, InputRejected for one decided already."""
        with self._writing() as connection:
            return reports.reject(connection, number, who=who, why=why, now=_now())

    def quotation_count(self) -> int:
        """Return how many quotations there are."""
        with self._reading() as connection:
            return recency.quotation_count(connection)

    def quotation_ids(self, offset: int, limit: int) -> list[str]:
        """Return a slice of the ids of all quotations, in order."""
        with self._reading() as connection:
            return recency.quotation_ids(connection, offset, limit)

    # Tokens

    def create_token(self, name: str, scopes: Iterable[Scope], expires_at: dt.datetime | None = None) -> tuple[Token, str]:
        """Make a token; return what is kept, and the token itself, which cannot be had again. Raises InputRejected."""
        with self._writing() as connection:
            return tokens.create(connection, name, scopes, expires_at, _now())

    def tokens(self) -> list[Token]:
        """Return all tokens, revoked ones too, the oldest first."""
        with self._reading() as connection:
            return tokens.everything(connection)

    def token(self, secret: str) -> Token | None:
        """Return the token that somebody shows, and note the day; None when it is none, has expired or was revoked."""
        now = _now()
        with self._reading() as connection:
            found = tokens.holder(connection, secret, now)
        if found is not None and found.used_on != now.date():  # once a day: reading must not become writing
            with self._writing() as connection:
                tokens.used(connection, found.number, now.date())
        return found

    def revoke_token(self, number: int) -> Token:
        """End a token. Raises NotFound, InputRejected for one that has ended."""
        with self._writing() as connection:
            return tokens.revoke(connection, number, _now())

    # Who is told by mail

    def subscribe(self, email: str, query: str, frequency: Frequency, language: str) -> Subscription | None:
        """Note that an address is to be asked for its yes; None where it should not be asked. Raises InputRejected."""
        with self._writing() as connection:
            return subscriptions.ask(connection, email, query, frequency, language, _now())

    def subscription(self, number: int) -> Subscription:
        """Return a subscription; raise NotFound for one that was ended."""
        with self._reading() as connection:
            return subscriptions.one(connection, number)

    def confirm_subscription(self, number: int) -> Subscription:
        """Note an address's yes: it is told of what is recorded from now on. Raises NotFound."""
        with self._writing() as connection:
            return subscriptions.confirm(connection, number, reading.position(connection), _now())

    def end_subscription(self, number: int) -> None:
        """Forget a subscription and its address; one that was forgotten before is no error."""
        with self._writing() as connection:
            subscriptions.end(connection, number)

    def due_subscriptions(self, waits: Mapping[Frequency, dt.timedelta]) -> list[Subscription]:
        """Return the confirmed subscriptions whose last digest, or whose yes, is so long ago."""
        with self._writing() as connection:
            subscriptions.forget_unconfirmed(connection, _now())
            return subscriptions.due(connection, dict(waits), _now())

    def told(self, number: int, position: int, *, sent: bool) -> None:
        """Note that everything up to a position was told in a digest, or was nothing to tell."""
        with self._writing() as connection:
            subscriptions.told(connection, number, position, _now() if sent else None)

    def refused(self, number: int) -> int:
        """Note that an address was refused for good; return how often in a row. Raises NotFound."""
        with self._writing() as connection:
            return subscriptions.failed(connection, number)

    def letter_key(self) -> str:
        """Return the key by which links in letters are signed."""
        with self._reading() as connection:
            known = subscriptions.known_secret(connection)
        if known is not None:
            return known
        with self._writing() as connection:
            return subscriptions.secret(connection)

    @abstractmethod
    def _reading(self) -> AbstractContextManager[sa.Connection]:
        """Return a transaction that reads."""

    @abstractmethod
    def _writing(self) -> AbstractContextManager[sa.Connection]:
        """Return a transaction that writes, alone."""


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
