"""Lines of {id, text, claim} -> {id, stance, probability, uncertain, model}: what `kutipan label --claims` prints."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from corpus.errors import InputRejected, InvalidQuery
from indexer.entailment.base import EntailmentModel
from indexer.entailment.checks import checked_claim
from indexer.entailment.sides import side

CHUNK = 1024
"""Lines judged at once: enough to sort by length, few enough to print soon."""


@dataclass(frozen=True, slots=True)
class Question:
    """A text and a claim; `id` is the line's own, given back with the answer; `location` is where it stands."""

    location: str
    id: str
    text: str
    claim: str


def questions(path: Path, texts: Mapping[str, str] | None = None) -> Iterator[Question | InputRejected]:
    """Yield the questions of a JSON Lines file (.jsonl, .jsonl.gz), each line that is none as a rejection.

    A line without a text is about that of `texts` with its id.
    """
    number = 0
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _question(line, f"{path}:{number}", texts or {})
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        yield InputRejected(str(path), f"cannot be read after line {number} ({reason}); give a .jsonl or .jsonl.gz file")


def _question(line: bytes, location: str, texts: Mapping[str, str]) -> Question | InputRejected:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return InputRejected(location, "is not JSON in UTF-8; give one object a line")
    if not isinstance(record, dict):
        return InputRejected(location, 'is no object; give {"id": ..., "text": ..., "claim": ...}')
    fields = [record.get("id"), record.get("text", texts.get(str(record.get("id")))), record.get("claim")]
    match fields:
        case [str() | int() as id, str() as text, str() as claim]:
            return Question(location, str(id), text, claim)
    wrong = [name for name, value in zip(("id", "text", "claim"), fields, strict=True) if not isinstance(value, str)]
    return InputRejected(location, f"has no {' and no '.join(wrong)} that is a string; give id, text and claim")


def label_claims(items: Iterable[Question | InputRejected], model: EntailmentModel) -> Iterator[dict[str, Any] | InputRejected]:
    """Yield the side that each text takes on its claim, in the order given; a claim that is none is rejected, the rest goes on.

    `probability` is that of the stance given; `uncertain` marks a NONE beside which a side was likelier, but not likely;
    `model` is the version that judged.
    """
    stream = iter(items)
    while chunk := [_checked(item) for item in islice(stream, CHUNK)]:
        asked = [item for item in chunk if isinstance(item, Question)]
        answers = iter(model.judge([(item.text, item.claim) for item in asked]))
        for item in chunk:
            if isinstance(item, InputRejected):
                yield item
                continue
            taken = side(next(answers))
            yield {
                "id": item.id,
                "stance": taken.stance.value,
                "probability": round(taken.probability, 4),
                "uncertain": taken.uncertain,
                "model": model.fingerprint,
            }


def _checked(item: Question | InputRejected) -> Question | InputRejected:
    if isinstance(item, Question):
        try:
            checked_claim(item.claim)
        except InvalidQuery as error:
            return InputRejected(item.location, str(error))
    return item
