"""Files of gold annotations, predictions, queries and judgements -> records; what is wrong with one is named by its line."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from corpus.errors import ConfigurationError

T = TypeVar("T")
Judgements = dict[str, dict[str, int]]
"""Query id -> quotation id -> grade (0..3)."""
Queries = list[tuple[str, str]]
"""Query id and words, in the order of the file."""


def read(path: Path, record: Callable[[dict[str, Any]], T]) -> list[T]:
    """Return the records of a file of JSON lines (.jsonl or .jsonl.gz).

    Raises ConfigurationError, naming file and line, when the file cannot be read or a line is not what `record` takes.
    """
    found = []
    for number, line in _lines(path):
        try:
            found.append(record(json.loads(line)))
        except KeyError as missing:
            raise ConfigurationError(f"{path}:{number}: has no field {missing}; the form is described in docs/cli.md") from None
        except (TypeError, ValueError, AttributeError) as error:
            raise ConfigurationError(f"{path}:{number}: is not a record of the form expected here ({error})") from None
    if not found:
        raise ConfigurationError(f"{path}: holds no records; give a file with one JSON object a line")
    return found


def judgements(path: Path) -> Judgements:
    """Return graded judgements of a TSV file: query id, quotation id, grade. Raises ConfigurationError."""
    graded: Judgements = defaultdict(dict)
    for number, (query, quotation, grade) in _rows(path, "query id, quotation id and grade"):
        if not grade.isdecimal():
            raise ConfigurationError(f"{path}:{number}: the grade is {grade!r}; give a whole number from 0")
        graded[query][quotation] = int(grade)
    return dict(graded)


def queries(path: Path) -> Queries:
    """Return the queries of a TSV file: query id, kind, words. Raises ConfigurationError."""
    return [(query, words) for query, _, words in kinds(path)]


def kinds(path: Path) -> list[tuple[str, str, str]]:
    """Return the queries of a TSV file with their kinds: query id, kind, words. Raises ConfigurationError."""
    return [row for _, row in _rows(path, "query id, kind and words")]


def _rows(path: Path, columns: str) -> Iterator[tuple[int, tuple[str, str, str]]]:
    for number, line in _lines(path):
        fields = line.rstrip("\n").split("\t")
        if len(fields) != 3:
            raise ConfigurationError(f"{path}:{number}: has {len(fields)} columns; give {columns}, separated by tabs")
        yield number, (fields[0], fields[1], fields[2])


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield number, line
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read as UTF-8 text ({error}); check the path") from error
