"""What the store answers with, beside the records of `corpus.records`: frozen, no behaviour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from corpus.records import Document, QuotationKind, QuotationView, Stance


class Outcome(StrEnum):
    """What writing a document did to the store."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    REVISED = "revised"
    REANNOTATED = "reannotated"


class WithdrawalReason(StrEnum):
    """Why a quotation that was once recorded is not any more: its publisher changed the words, we read them better, or a
    person said that it was none."""

    REVISED = "revised"
    REANNOTATED = "reannotated"
    CORRECTED = "corrected"


class SpeakerKind(StrEnum):
    """A human being, or a body that speaks as one."""

    PERSON = "person"
    INSTITUTION = "institution"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentState:
    """Enough of a stored document to know, without annotating it, whether it has to be written again."""

    content_hash: str
    pipeline_version: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One published version of a document. `superseded_at` is None for the present one."""

    document: Document
    pipeline_version: str
    stored_at: dt.datetime
    superseded_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The last change of one quotation up to now. `view` is its present content, None when it was withdrawn."""

    position: int
    quotation_id: str
    view: QuotationView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """What is left of a quotation that was public once: enough to answer its address with 410 and the reason.

    `revision` is the document's revision in which the quotation last stood.
    """

    quotation_id: str
    document_id: str
    revision: int
    kind: QuotationKind
    text: str
    speaker: str | None
    reason: WithdrawalReason
    withdrawn_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A person or institution that is quoted, by name, and in how many quotations.

    Until the register has settled the identity, `kind` is None and the name is the spelling that most quotations use.
    """

    id: str
    name: str
    quotations: int
    kind: SpeakerKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """What one document says of one of its speakers in one office, and in how many quotations.

    `name_id` is the slug of the name: within a document it stands for one person. `speaker_id` is the identity to which
    the mention belongs now, None where the name is nobody's. `place` is the region where the words were said.
    """

    document_id: str
    name_id: str
    name: str
    role: str | None
    affiliation: str | None
    official: bool
    date: dt.date | None
    source: str | None
    place: str | None
    speaker_id: str | None
    quotations: int

    @property
    def key(self) -> tuple[str, str]:
        """Which speaker of which document: what identities are made of."""
        return self.document_id, self.name_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A person or institution of the register: a permanent id, a name, and the mentions that are theirs."""

    id: str
    name: str
    kind: SpeakerKind
    members: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """Who took something back that a person had decided, and why. What was taken back stays in the history."""

    who: str
    why: str
    made_at: dt.datetime


class DecisionAction(StrEnum):
    """What a person can say of identities."""

    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerDecision:
    """What a person said of identities, about the mentions that they had then.

    merge: all `members` are one. split: no `members` is one with any of `others`. rename: whoever most of the `members`
    belong to is called `name`. A later decision wins over an earlier one. `number` is given by the store; `revoked` is
    None as long as the decision holds.
    """

    action: DecisionAction
    members: frozenset[tuple[str, str]]
    others: frozenset[tuple[str, str]] = frozenset()
    name: str = ""
    who: str = ""
    why: str = ""
    made_at: dt.datetime | None = None
    number: int | None = None
    revoked: Revocation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person knows better of one quotation. `fields` holds what is right by name of field, `before` what was recorded.

    `wrong`: it is no quotation at all. `number` is how a person names it; `revoked` is None as long as it holds.
    """

    number: int
    document_id: str
    quotation_id: str
    text: str
    wrong: bool
    fields: Mapping[str, str | bool | None]
    before: Mapping[str, str | bool | None]
    who: str
    why: str
    made_at: dt.datetime
    revoked: Revocation | None = None


class Fault(StrEnum):
    """What a reader says is wrong with a quotation."""

    SPEAKER = "speaker"
    ROLE = "role"
    WORDS = "words"
    NOT_A_QUOTATION = "not-a-quotation"
    OTHER = "other"


class ReportState(StrEnum):
    """What became of a reader's report."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a reader said is wrong with a quotation, and what was decided about it.

    `fields` holds what the reader says is right ("speaker", "role"); `number` is how a person names the report. Who reported
    is not kept.
    """

    number: int
    quotation_id: str
    document_id: str
    fault: Fault
    fields: Mapping[str, str]
    message: str
    made_at: dt.datetime
    state: ReportState = ReportState.OPEN
    decided_at: dt.datetime | None = None
    decided_by: str | None = None
    decided_why: str | None = None


class Scope(StrEnum):
    """What a token lets a program do: correct quotations; read and decide readers' reports."""

    CORRECT = "correct"
    MODERATE = "moderate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What is kept of a token, by which a program writes through the web. `number` is how a person names it."""

    number: int
    name: str
    scopes: frozenset[Scope]
    created_at: dt.datetime
    expires_at: dt.datetime | None = None
    used_on: dt.date | None = None
    revoked_at: dt.datetime | None = None


class Frequency(StrEnum):
    """How often digests are sent."""

    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """An address that is told of new quotations that a query finds, as an address of the search page has it.

    `confirmed_at` is None until its owner has said yes. `position` is that of the change log up to which was told.
    """

    number: int
    email: str
    query: str
    frequency: Frequency
    language: str
    asked_at: dt.datetime
    confirmed_at: dt.datetime | None = None
    position: int = 0
    sent_at: dt.datetime | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """One input that a run could not use, and why."""

    location: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why several inputs of a run were rejected; `example` is the location of one of them."""

    reason: str
    number: int
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Documents of a source by the month of publication ("2024-03", rising; months without one are absent)."""

    months: Mapping[str, int]
    undated: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a command that wrote to the store. `finished_at` is None while it runs, or for ever if it was killed.

    `reasons` are those of the rejected inputs, the most frequent first.
    """

    id: int
    command: str
    started_at: dt.datetime
    finished_at: dt.datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    rejected: int = 0
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedSource:
    """A source that is followed. `cursor` is how far it was read, in its own words; `error` why the last round failed.

    `counts` are the outcomes of the last round ("added", "revised", "unchanged", "rejected", "gone" ...), `totals` of all.
    """

    name: str
    kind: str
    url: str
    cursor: Mapping[str, str] = field(default_factory=dict)
    started_at: dt.datetime | None = None
    finished_at: dt.datetime | None = None
    succeeded_at: dt.datetime | None = None
    error: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    totals: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageState:
    """What is known of one page of a followed source.

    `state` is the source's own mark of what was read (a feed's "updated"), `etag` and `last_modified` the server's. `title`
    and `date` are what the source says where the page itself says nothing.
    `check_at`: when to look again, None for only when the source says that it changed. `gone_at`: since when it cannot be
    had any more; the stored copy stays.
    """

    url: str
    first_seen: dt.datetime
    checked_at: dt.datetime
    document_id: str | None = None
    state: str | None = None
    title: str | None = None
    date: dt.date | None = None
    etag: str | None = None
    last_modified: str | None = None
    check_at: dt.datetime | None = None
    gone_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCounts:
    """How much the store holds.

    `attributed` counts the quotations whose speaker is known by name or at least by role. `sources` counts documents
    (None: source unknown), `topics` quotations by topic and stance, `pipeline_versions` documents. Dates are those of
    publication.
    """

    documents: int
    revisions: int
    quotations: int
    withdrawn: int
    speakers: int
    attributed: int
    kinds: Mapping[QuotationKind, int]
    sources: Mapping[str | None, int]
    topics: Mapping[tuple[str, Stance], int]
    pipeline_versions: Mapping[str, int]
    first_date: dt.date | None
    last_date: dt.date | None
    position: int

    @property
    def attributed_share(self) -> float:
        """Share (0..1) of the quotations whose speaker is known by name or by role; 0 in an empty store."""
        return self.attributed / self.quotations if self.quotations else 0.0
