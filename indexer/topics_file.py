"""A topics file (YAML) -> checked topics. Every mistake is answered with the key, what is wrong, and what to write."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NoReturn

import yaml

from corpus.errors import ConfigurationError
from corpus.records import Stance

FORMAT = 1
"""The version of the file's form that this code reads."""

_ID = re.compile(r"[a-z][a-z0-9_-]{0,39}")


class Value(StrEnum):
    """What a topic's terms are to its target proposition."""

    WANTED = "wanted"
    THREAT = "threat"
    SUBJECT = "subject"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in Indonesian and English."""

    id: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the text in a language by its code; Indonesian for a code that isn't "en"."""
        return self.en if language == "en" else self.id


@dataclass(frozen=True, slots=True)
class TermGroup:
    """Phrases of one weight (0..1: how likely a quotation with one of them is on the topic) and one value."""

    value: Value
    weight: float
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with the stance it should get; None: it is not on the topic."""

    text: str
    stance: Stance | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One topic as the file describes it."""

    id: str
    name: Bilingual
    description: Bilingual
    target: Bilingual
    terms: tuple[TermGroup, ...]
    exceptions: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()

    def phrases(self, *values: Value) -> tuple[str, ...]:
        """Return the phrases of all groups that have one of the values."""
        return tuple(phrase for group in self.terms if group.value in values for phrase in group.phrases)


@dataclass(frozen=True, slots=True)
class TopicsFile:
    """What a topics file holds: the topics in order, and the named lists for its phrases."""

    topics: tuple[Topic, ...]
    lists: Mapping[str, tuple[str, ...]]


def read(content: bytes, name: str) -> TopicsFile:
    """Return the topics of a file's content. `name` is what messages call the file. Raises ConfigurationError."""
    try:
        given = yaml.safe_load(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{name} is not UTF-8 (byte {error.start}); save it as UTF-8") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        raise ConfigurationError(
            f"{name} is not YAML{place}: {problem}; put text with a colon, '@' or '#' between quotation marks"
        ) from None
    return _Reader(name).file(given)


class _Reader:
    """Checks values from the outside in; `where` is the path of keys to the value at hand."""

    def __init__(self, name: str) -> None:
        self._name = name

    def file(self, given: Any) -> TopicsFile:
        top = self._mapping(given, "", required=("format", "topics"), optional=("lists",))
        if top["format"] != FORMAT:
            self._fail(
                "format", f"is {top['format']!r}", f"this version reads format: {FORMAT}; compare with the shipped topics.yaml"
            )
        lists = top.get("lists") or {}
        if not isinstance(lists, dict):
            self._fail("lists", f"is {_kind(lists)}", "write a name and a list of words on each line")
        topics = self._sequence(top["topics"], "topics")
        read = tuple(self._topic(topic, f"topics[{number}]") for number, topic in enumerate(topics, start=1))
        seen: set[str] = set()
        for number, topic in enumerate(read, start=1):
            if topic.id in seen:
                self._fail(f"topics[{number}].id", f"{topic.id!r} stands twice", "give each topic its own id")
            seen.add(topic.id)
        return TopicsFile(read, {str(key): self._texts(value, f"lists.{key}") for key, value in lists.items()})

    def _topic(self, given: Any, where: str) -> Topic:
        required = ("id", "name", "description", "target", "terms")
        topic = self._mapping(given, where, required=required, optional=("except", "examples"))
        identifier = topic["id"]
        if not isinstance(identifier, str) or not _ID.fullmatch(identifier):
            self._fail(f"{where}.id", f"is {identifier!r}", "use small Latin letters, digits, - and _, for example food-prices")
        groups = self._sequence(topic["terms"], f"{where}.terms")
        terms = tuple(self._group(group, f"{where}.terms[{number}]") for number, group in enumerate(groups, start=1))
        if all(group.value is Value.ELSEWHERE for group in terms):
            self._fail(
                f"{where}.terms", "holds no phrase that speaks for the topic", "add a group that is wanted, threat or subject"
            )
        examples = topic.get("examples") or []
        return Topic(
            id=identifier,
            name=self._bilingual(topic["name"], f"{where}.name"),
            description=self._bilingual(topic["description"], f"{where}.description"),
            target=self._bilingual(topic["target"], f"{where}.target"),
            terms=terms,
            exceptions=self._texts(topic.get("except") or [], f"{where}.except", may_be_empty=True),
            examples=tuple(
                self._example(example, f"{where}.examples[{number}]")
                for number, example in enumerate(self._sequence(examples, f"{where}.examples", may_be_empty=True), start=1)
            ),
        )

    def _group(self, given: Any, where: str) -> TermGroup:
        group = self._mapping(given, where, required=("is", "weight", "phrases"))
        try:
            value = Value(group["is"])
        except ValueError:
            self._fail(f"{where}.is", f"is {group['is']!r}", f"use one of {', '.join(Value)}")
        weight = group["weight"]
        if not isinstance(weight, int | float) or isinstance(weight, bool) or not 0 < weight <= 1:
            self._fail(f"{where}.weight", f"is {weight!r}", "give a number above 0 and up to 1, for example 0.9")
        return TermGroup(value, float(weight), self._texts(group["phrases"], f"{where}.phrases"))

    def _example(self, given: Any, where: str) -> Example:
        example = self._mapping(given, where, required=("text", "stance"))
        label = example["stance"]
        # YAML 1.1 reads a bare `off` as false.
        if label is False or label == "off":
            return Example(str(example["text"]), None)
        if label not in set(Stance):
            self._fail(
                f"{where}.stance", f"is {label!r}", f"use {', '.join(Stance)}, or off for a sentence that is not on the topic"
            )
        return Example(str(example["text"]), Stance(label))

    def _bilingual(self, given: Any, where: str) -> Bilingual:
        both = self._mapping(given, where, required=("id", "en"))
        for language in ("id", "en"):
            if not isinstance(both[language], str) or not both[language].strip():
                self._fail(f"{where}.{language}", f"is {both[language]!r}", "write the text in that language")
        return Bilingual(both["id"].strip(), both["en"].strip())

    def _texts(self, given: Any, where: str, *, may_be_empty: bool = False) -> tuple[str, ...]:
        for number, text in enumerate(self._sequence(given, where, may_be_empty=may_be_empty), start=1):
            if not isinstance(text, str) or not text.strip():
                # YAML 1.1 reads ya, no, on, null and bare numbers as something else than text.
                self._fail(f"{where}[{number}]", f"is {text!r}, not text", "put it between quotation marks")
        return tuple(given)

    def _sequence(self, given: Any, where: str, *, may_be_empty: bool = False) -> Sequence[Any]:
        if not isinstance(given, list) or not (given or may_be_empty):
            self._fail(where, f"is {_kind(given)}", "write a list with at least one entry")
        return given

    def _mapping(self, given: Any, where: str, *, required: Sequence[str], optional: Sequence[str] = ()) -> dict[str, Any]:
        if not isinstance(given, dict):
            self._fail(where, f"is {_kind(given)}", f"write the keys {', '.join(required)}")
        for key in required:
            if key not in given:
                self._fail(_under(where, key), "is missing", f"add it beside {', '.join(map(str, given)) or 'the others'}")
        for key in given:
            if key not in (*required, *optional):
                self._fail(_under(where, key), "is not a key that is known", f"use only {', '.join((*required, *optional))}")
        return given

    def _fail(self, where: str, wrong: str, remedy: str) -> NoReturn:
        raise ConfigurationError(f"{self._name}: {where or 'the file'} {wrong}; {remedy}")


def _under(where: str, key: object) -> str:
    return f"{where}.{key}" if where else str(key)


def _kind(given: object) -> str:
    if given is None or given in ({}, [], ""):
        return "empty"
    if isinstance(given, dict):
        return "a mapping"
    return "a list" if isinstance(given, list) else repr(given)
