"""The part of the store that serves a site: what is new since when, who may write, and who wants to be told by mail."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager

import sqlalchemy as sa

from corpus.store import recency, reports
from corpus.store.corrections import Fields
from corpus.store.records import Fault, Report, ReportState


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

    @abstractmethod
    def _reading(self) -> AbstractContextManager[sa.Connection]:
        """Return a transaction that reads."""

    @abstractmethod
    def _writing(self) -> AbstractContextManager[sa.Connection]:
        """Return a transaction that writes, alone."""


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
