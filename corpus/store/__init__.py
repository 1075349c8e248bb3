"""The system of record: documents, quotations, speakers and labels, with provenance, in transactions."""

from corpus.store.records import (
    Change,
    Correction,
    DecisionAction,
    DocumentState,
    Identity,
    Mention,
    Outcome,
    Rejection,
    Revision,
    Revocation,
    Run,
    Speaker,
    SpeakerDecision,
    SpeakerKind,
    StoreCounts,
    Withdrawal,
    WithdrawalReason,
)
from corpus.store.store import Store

__all__ = [
    "Change",
    "Correction",
    "DecisionAction",
    "DocumentState",
    "Identity",
    "Mention",
    "Outcome",
    "Rejection",
    "Revision",
    "Revocation",
    "Run",
    "Speaker",
    "SpeakerDecision",
    "SpeakerKind",
    "Store",
    "StoreCounts",
    "Withdrawal",
    "WithdrawalReason",
]
