"""What `kutipan doctor` finds: one thing that is wrong, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is: a note asks for nothing, a warning will become a fault, a fault is one now."""

    NOTE = "note"
    WARNING = "warning"
    FAULT = "fault"


class Repair(StrEnum):
    """What `kutipan doctor --repair` does about it: only what is derived is made anew."""

    INDEX = "rebuild the index"
    UPDATE = "bring the index up to date"
    VECTORS = "begin a new vector cache"
    JUDGEMENTS = "begin a new cache of judgements"
    MODELS = "unpack the models again"
    STORE_INDEXES = "make the store's lookup indexes anew"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of a report. `advice` is what a person does; `repair`, where there is one, what the command does itself."""

    part: str
    severity: Severity
    where: str
    problem: str
    advice: str
    repair: Repair | None = None
