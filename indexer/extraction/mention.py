"""What a mention of somebody or of a body is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a mention is: somebody by name, by office, a body, somebody unnamed, or a pronoun."""

    PERSON = "person"
    OFFICE = "office"
    INSTITUTION = "institution"
    SOMEBODY = "somebody"
    PRONOUN = "pronoun"


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens `first` to before `last` that mention somebody.

    `name` and its lower-case `words` for a person or an institution; `role` and `affiliation` as given beside it; `private`:
    a function of a private person; `pointing`: "ini", "itu", "tersebut" follows, so somebody in focus is meant.
    """

    first: int
    last: int
    kind: Kind
    name: str | None = None
    words: tuple[str, ...] = ()
    nickname: str | None = None
    role: str | None = None
    affiliation: str | None = None
    private: bool = False
    titled: bool = False
    ranked: bool = False
    pointing: bool = False
    head: str = ""
