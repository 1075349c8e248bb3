"""The system of record: documents, quotations, speakers and labels, with provenance, in transactions."""

from corpus.store.records import (
    Change,
    DocumentState,
    Outcome,
    Rejection,
    Revision,
    Run,
    Speaker,
    StoreCounts,
    Withdrawal,
    WithdrawalReason,
)
from corpus.store.store import Store

__all__ = [
    "Change",
    "DocumentState",
    "Outcome",
    "Rejection",
    "Revision",
    "Run",
    "Speaker",
    "Store",
    "StoreCounts",
    "Withdrawal",
    "WithdrawalReason",
]
