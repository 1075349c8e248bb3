"""What the page and the endpoint ask of search service, store and topics: small protocols, so that tests inject fakes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from corpus.records import Document, QuotationView
from corpus.settings import Settings
from corpus.store.records import (
    Fault,
    Frequency,
    Mention,
    PageState,
    Report,
    Revision,
    Speaker,
    SpeakerKind,
    StoreCounts,
    Subscription,
    Token,
    Withdrawal,
)
from search.claims import ClaimPage, ClaimQuery
from search.matches import Matches
from search.query import Query
from search.results import Export, IndexState, ResultPage
from search.verify import Verification
from webui.post import Carrier


class SearchPort(Protocol):
    """Answers queries from the committed generation of the index."""

    @property
    def state(self) -> IndexState:
        """Which index answers now; raise IndexUnavailable when none does."""

    def search(self, query: Query) -> ResultPage:
        """Return one page of results; raise InvalidQuery or IndexUnavailable."""

    def matches(self, query: Query) -> Matches:
        """Return all matches of a query, to be counted; raise InvalidQuery or IndexUnavailable."""

    def background(self) -> Mapping[str, int]:
        """Return how many of a sample of all quotations hold each word."""

    def export(self, query: Query) -> Export:
        """Return all matches of a query, one by one, of one generation; raise InvalidQuery or IndexUnavailable."""

    def group(self, quotation_id: str) -> Sequence[QuotationView]:
        """Return all quotations of the same words, the first published first; empty for an id that is not indexed."""

    def verify(self, text: str, speaker: str | None = None) -> Verification:
        """Return whether an alleged quotation is real; raise InvalidQuery or IndexUnavailable."""

    def refresh(self) -> object:
        """See a newer committed generation, if there is one."""


class ClaimsPort(Protocol):
    """Judges quotations against a claim."""

    def judge(self, query: ClaimQuery) -> ClaimPage:
        """Return both sides of a claim; raise InvalidQuery, EncoderError or IndexUnavailable."""

    def warm(self) -> None:
        """Get ready for a claim, without waiting: somebody is about to ask."""


class StorePort(Protocol):
    """Reads the system of record."""

    @property
    def position(self) -> int:
        """Position of the last change."""

    def changed_since(self, moment: dt.datetime, until: int) -> frozenset[str]:
        """Return the quotations that were recorded, changed or withdrawn at or after a moment, up to a position."""

    def changed_at(self, quotation_ids: Iterable[str]) -> Mapping[str, dt.datetime]:
        """Return when each of these quotations was recorded or changed last."""

    def document(self, id: str) -> Document:
        """Return a document; raise NotFound."""

    def quotation(self, id: str) -> QuotationView:
        """Return a quotation with what a reader needs beside it; raise NotFound."""

    def quotations_of(self, document_id: str) -> Sequence[QuotationView]:
        """Return the quotations of one document in order of their spans."""

    def speaker(self, speaker_id: str) -> Speaker:
        """Return a speaker by id, also by one that was merged into another; raise NotFound."""

    def mentions(self, speaker_id: str) -> Sequence[Mention]:
        """Return what all documents say of a speaker; raise NotFound."""

    def speaker_kinds(self, speaker_ids: Iterable[str]) -> Mapping[str, SpeakerKind | None]:
        """Return what each of these speakers is: person or institution, None while it is not settled."""

    def revisions(self, document_id: str) -> Sequence[Revision]:
        """Return all published versions of a document, the present one last."""

    def pages_of(self, document_id: str) -> Sequence[PageState]:
        """Return the pages on which a document was found."""

    def report(self, quotation_id: str, fault: Fault, *, speaker: str = "", role: str = "", message: str = "") -> Report:
        """Keep what a reader says is wrong with a quotation; raise NotFound, InputRejected for what says nothing."""

    def counts(self) -> StoreCounts:
        """Return how much the store holds."""

    def quotation_count(self) -> int:
        """Return how many quotations there are."""

    def quotation_ids(self, offset: int, limit: int) -> Sequence[str]:
        """Return a slice of the ids of all quotations, in order."""

    def withdrawal(self, quotation_id: str) -> Withdrawal | None:
        """Return what is left of a quotation that is not recorded any more; None when it never was."""


class DeskPort(Protocol):
    """Writes for the site: who is told by mail, who may write."""

    def recorded_between(self, after: int, until: int) -> frozenset[str]:
        """Return the quotations that were recorded after one position of the change log and not after the other."""

    def subscribe(self, email: str, query: str, frequency: Frequency, language: str) -> Subscription | None:
        """Note that an address is to be asked for its yes; None where it should not be asked. Raises InputRejected."""

    def subscription(self, number: int) -> Subscription:
        """Return a subscription; raise NotFound for one that was ended."""

    def confirm_subscription(self, number: int) -> Subscription:
        """Note an address's yes; raise NotFound."""

    def end_subscription(self, number: int) -> None:
        """Forget a subscription and its address."""

    def due_subscriptions(self, waits: Mapping[Frequency, dt.timedelta]) -> Sequence[Subscription]:
        """Return the confirmed subscriptions whose last digest, or whose yes, is so long ago."""

    def told(self, number: int, position: int, *, sent: bool) -> None:
        """Note that everything up to a position was told."""

    def refused(self, number: int) -> int:
        """Note that an address was refused for good; return how often in a row."""

    def letter_key(self) -> str:
        """Return the key by which links in letters are signed."""

    def token(self, secret: str) -> Token | None:
        """Return the token that somebody shows; None when it is none, has expired or was revoked."""

    def correct(
        self,
        quotation_id: str,
        fields: Mapping[str, str | bool | None] | None = None,
        *,
        who: str,
        why: str = "",
        wrong: bool = False,
    ) -> None:
        """Put a quotation right; raise NotFound, InputRejected."""

    def reports(self) -> Sequence[Report]:
        """Return the readers' reports that wait for a decision, the oldest first."""

    def accept_report(
        self,
        number: int,
        fields: Mapping[str, str | bool | None] | None = None,
        *,
        who: str,
        why: str = "",
        wrong: bool = False,
    ) -> Report:
        """Correct a quotation as a report says; raise NotFound, InputRejected."""

    def reject_report(self, number: int, *, who: str, why: str = "") -> Report:
        """Leave a quotation as it is in spite of a report; raise NotFound, InputRejected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicText:
    """A topic in the words of a reader: names and target propositions by language code."""

    id: str
    name: Mapping[str, str]
    target: Mapping[str, str]
    description: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Everything that a request may use; one per worker process, shared by its threads."""

    settings: Settings
    service: SearchPort
    store: StorePort
    topics: tuple[TopicText, ...]
    claims: ClaimsPort | None = None
    desk: DeskPort | None = None
    post: Carrier | None = None
