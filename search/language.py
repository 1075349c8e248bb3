"""Query text -> expression: Whoosh's query language with our field names, read into terms that any engine can evaluate."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from whoosh.qparser import plugins, syntax
from whoosh.qparser.default import QueryParser
from whoosh.qparser.taggers import RegexTagger
from whoosh.query import compound, positional
from whoosh.query import terms as single
from whoosh.query.wrappers import Not as WhooshNot

from corpus.records import QuotationKind, Stance
from search.analysis import terms
from search.expressions import All, AnyOf, Dates, Expression, Field, Listed, Not, Note, Phrase, Prefix, Reading, Word
from search.glossary import translated
from search.query import comparison, date_range

FIELDS = {
    "speaker": ("pembicara", "tokoh", "oleh"),
    "role": ("jabatan",),
    "affiliation": ("lembaga", "instansi"),
    "region": ("wilayah", "daerah"),
    "topic": ("topik",),
    "stance": ("sikap",),
    "source": ("sumber",),
    "event": ("acara",),
    "kind": ("jenis",),
    "date": ("tanggal",),
    "has": ("ada",),
    "confidence": ("keyakinan",),
}
"""Field names of the query language, each with the Indonesian names that mean the same."""

NEAR = 10
"""Most places between two words joined by NEAR when it gives no number: a clause."""

MAX_DEPTH = 20
"""Deepest nesting of parentheses: far beyond what a person types, far below Python's recursion limit."""


def read(text: str) -> Reading:
    """Read a query text; whatever is typed has a reading. Bad syntax is read as plain words, and the notes say so."""
    text = text.translate(_STRAIGHT)
    defect = _defect(text)
    if defect is not None:
        plain = [term for chunk in text.split() if not _OPERATOR.fullmatch(chunk.strip('()"')) for term in terms(chunk)]
        notes = (
            Note(
                f"{defect.indonesian}, jadi pencarian dibaca sebagai kata-kata biasa.",
                f"{defect.english}, so the query was read as plain words.",
            ),
        )
        return Reading(listed=_listed(plain), meaning=" ".join(plain), notes=notes)
    notes_found: list[Note] = []
    tree = _PARSER.parse(text, normalize=False)
    parts: list[Any] = list(tree) if isinstance(tree, _Beside) else [tree]
    plain_parts = [part for part in parts if isinstance(part, single.Term) and part.fieldname is None]
    plain = [term for part in plain_parts for term in terms(part.text)]
    demands = _combined(
        [found for part in parts if part not in plain_parts for found in [_expression(part, notes_found)] if found is not None]
    )
    if not plain and demands is None:
        notes_found.append(Note("Pencarian ini tidak memuat kata.", "The query holds no word."))
    return _read(plain, demands, " ".join(_meant(tree)), tuple(notes_found))


def _read(plain: Sequence[str], demands: Expression | None, meaning: str, notes: tuple[Note, ...]) -> Reading:
    """Return the reading of plain words beside demands; of English words their Indonesian ones, in meaning beside them.

    Both languages together find most of what a sentence means: of 17 queries in English (nDCG@10) meaning alone 0.17 by
    the English words, 0.37 by both.
    """
    senses = translated(plain)
    if senses is None:
        return Reading(listed=_listed(plain), demands=demands, meaning=meaning, notes=notes)
    by_first: dict[str, tuple[str, ...]] = {}
    for first, *others in senses:
        by_first[first] = tuple(dict.fromkeys([*by_first.get(first, ()), *others]))
    listed = Listed(tuple(by_first), also=tuple(by_first.values()))
    return Reading(listed=listed, demands=demands, meaning=f"{meaning} {' '.join(by_first)}", notes=notes)


class _Beside(compound.And):
    """What stands side by side without an operator."""


class _BesideGroup(syntax.AndGroup):
    qclass = _Beside


class _Near(compound.And):
    """Two parts that stand close to each other."""

    slop = NEAR


class _NearGroup(syntax.GroupNode):
    merging = False

    def query(self, parser: Any) -> _Near:
        near = _Near([node.query(parser) for node in self.nodes])
        near.slop = self.kwargs["slop"]
        return near


class _NearOperator(syntax.InfixOperator):
    slop = NEAR

    def replace_self(self, parser: Any, group: Any, position: int) -> int:
        place: int = super().replace_self(parser, group, position)  # type: ignore[no-untyped-call]
        group[position - 1].kwargs["slop"] = self.slop  # `_defect` has made sure that both sides are there
        return place


class _NearTagger(RegexTagger):
    optype, grouptype, leftassoc = _NearOperator, _NearGroup, True

    def create(self, parser: Any, match: re.Match[str]) -> _NearOperator:
        operator = _NearOperator(match.group(0), _NearGroup)  # type: ignore[no-untyped-call]
        operator.slop = max(1, int(match.group("slop") or NEAR))
        return operator


_CHOICES = {
    "stance": {
        **{item.value.lower(): item.value for item in Stance},
        "mendukung": Stance.FAVOR.value,
        "menentang": Stance.AGAINST.value,
        "netral": Stance.NONE.value,
    },
    "kind": {
        **{item.value: item.value for item in QuotationKind},
        "langsung": QuotationKind.DIRECT.value,
        "campuran": QuotationKind.MIXED.value,
        "tidak langsung": QuotationKind.INDIRECT.value,
    },
    "has": {
        alias: name
        for name in ("speaker", "role", "affiliation", "region", "topic", "stance", "source", "event", "date")
        for alias in (name, *FIELDS[name])
    },
}
"""Fields with few values: what can be typed, and what it means."""

_NAMES = {alias: name for name, aliases in FIELDS.items() for alias in (name, *aliases)}
_OPERATOR = re.compile(r"AND|OR|NOT|NEAR(?:/[0-9]{1,2})?")
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "\x00": " "})

_field_names = rf"(?<![\w:])(?P<text>{'|'.join(_NAMES)}):(?=\S)"  # others are words: "https://…", "pukul 10:30"
_plugins: Any = plugins  # its constructors are untyped
_near_tagger: Any = _NearTagger
_PARSER = QueryParser(
    None,
    None,
    plugins=[
        _plugins.FieldsPlugin(_field_names, remove_unknown=False),
        _plugins.PrefixPlugin(r'(?P<text>[^\s*():"]+)[*](?=\s|$|\))'),
        _plugins.PhrasePlugin(),
        _plugins.GroupPlugin(),
        _plugins.OperatorsPlugin(
            ops=[(_near_tagger(r"(?<=\s)NEAR(?:/(?P<slop>[0-9]{1,2}))?(?=\s)"), 0)], AndNot=None, AndMaybe=None, Require=None
        ),
    ],
    group=_BesideGroup,
)


_NO_VALUE = Note("Nama bidang tanpa nilai", "A field name has no value")
_UNPAIRED = Note("Tanda kurung tidak berpasangan", "A parenthesis is unpaired")

_INCOMPLETE = Note("Tanda kurung tanpa isi lengkap", "Parentheses lack what they should hold")


def _alone(operator: str) -> Note:
    return Note(f"Operator {operator.strip()} tanpa isi di sebelahnya", f"The operator {operator.strip()} lacks what it joins")


def _defect(text: str) -> Note | None:
    """Say what is wrong with the syntax; None: nothing.

    Whoosh's parser repairs silently, in ways that a reader would not guess, so its own tokens are checked before it does.
    """
    depth = 0
    open_end = "start"  # what the text so far needs: "start"/"operator": an operand; "field": one at once; "": nothing
    for node in _PARSER.tag(text).nodes:
        kind = type(node)
        if kind is syntax.Whitespace:
            if open_end == "field":
                return _NO_VALUE
        elif isinstance(node, syntax.PrefixOperator):
            if open_end in ("field", "not"):
                return _alone(node.text)
            open_end = "not"
        elif isinstance(node, syntax.Operator):
            if open_end:
                return _alone(node.text)
            open_end = "operator"
        elif kind is plugins.GroupPlugin.OpenBracket:
            depth += 1
            if depth > MAX_DEPTH:
                return Note("Tanda kurung bersarang terlalu dalam", "Parentheses are nested too deeply")
            open_end = "start"
        elif kind is plugins.GroupPlugin.CloseBracket:
            depth -= 1
            if depth < 0 or open_end:
                return _UNPAIRED if depth < 0 else _INCOMPLETE
        elif kind is syntax.FieldnameNode:
            if open_end == "field":
                return _NO_VALUE
            open_end = "field"
        else:
            fault = _bad_word(node)
            if fault:
                return fault
            open_end = ""
    if depth:
        return _UNPAIRED
    if open_end in ("operator", "not"):
        return Note("Operator tanpa isi di sebelahnya", "An operator lacks what it joins")
    return _NO_VALUE if open_end == "field" else None


def _bad_word(node: Any) -> Note | None:
    if type(node) is not syntax.WordNode:
        return None
    if '"' in node.text:
        return Note("Tanda kutip tidak berpasangan", "A quotation mark is unpaired")
    if "*" in node.text:
        return Note("Tanda * hanya berlaku di akhir kata", "An asterisk means something at the end of a word only")
    if _OPERATOR.fullmatch(node.text):
        return _alone(node.text)
    return _NO_VALUE if node.text.endswith(":") and node.text[:-1] in _NAMES else None


def _expression(node: Any, notes: list[Note]) -> Expression | None:
    """Turn a Whoosh query into an expression; None: it holds no word."""
    match node:
        case WhooshNot():
            part = _expression(node.query, notes)
            return None if part is None else Not(part)
        case _Near():
            return _near(node, notes)
        case compound.Or() | compound.And():
            parts = [part for child in node for part in [_expression(child, notes)] if part is not None]
            if isinstance(node, compound.Or) and len(parts) > 1:
                return AnyOf(tuple(parts))
            return _combined(parts)
        case single.Prefix():
            if node.fieldname is not None:
                return _field(node.fieldname, node.text, notes)
            found = terms(node.text)
            return _combined([*map(Word, found[:-1]), *map(Prefix, found[-1:])])
        case positional.Phrase():
            text = " ".join(node.words)
            if node.fieldname is not None:
                return _field(node.fieldname, text, notes)
            found = terms(text)
            return Phrase(tuple(found), node.slop) if found else None
        case single.Term():
            if node.fieldname is not None:
                return _field(node.fieldname, node.text, notes)
            return _combined([Word(term) for term in terms(node.text)])
        case _:
            return None


def _near(node: _Near, notes: list[Note]) -> Expression | None:
    """Turn NEAR into phrases of the words as typed, in either order; of anything but two words into AND."""
    parts = [part for child in node for part in [_expression(child, notes)] if part is not None]
    match parts:
        case [Word(one), Word(other)]:
            return AnyOf((Phrase((one, other), node.slop), Phrase((other, one), node.slop)))
    notes.append(
        Note(
            "NEAR menghubungkan dua kata tunggal, jadi di sini dibaca sebagai AND.",
            "NEAR joins two single words, so it was read as AND here.",
        )
    )
    return _combined(parts)


def _field(name: str, value: str, notes: list[Note]) -> Expression | None:
    field = _NAMES[name]
    if not terms(value):
        return None
    if field == "date":
        try:
            return Dates(*date_range(value))
        except ValueError:
            wrong = Note(
                "bukan tanggal seperti 2023, 2023-03 atau 2023..2024", "is no date such as 2023, 2023-03 or 2023..2024"
            )
    elif field == "confidence":
        try:
            comparison(value)
        except ValueError:
            wrong = Note("bukan batas seperti >0.9 atau <=0.5", "is no bound such as >0.9 or <=0.5")
        else:
            return Field(field, value)
    elif field in _CHOICES:
        choices = _CHOICES[field]
        if value.lower() in choices:
            return Field(field, choices[value.lower()])
        wrong = Note(f"bukan salah satu dari {', '.join(choices)}", f"is none of {', '.join(choices)}")
    else:
        return Field(field, value)
    notes.append(
        Note(
            f"“{value}” {wrong.indonesian}, jadi dibaca sebagai kata biasa.",
            f"“{value}” {wrong.english}, so it was read as a plain word.",
        )
    )
    return _combined([Word(term) for term in terms(value)])


def _combined(parts: Sequence[Expression]) -> Expression | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return All(tuple(parts))


def _listed(plain: Sequence[str]) -> Listed | None:
    unique = tuple(dict.fromkeys(plain))
    return Listed(unique) if unique else None


def _meant(node: Any) -> Iterator[str]:
    """Yield the words whose meaning counts: no field values, nothing under NOT."""
    if isinstance(node, WhooshNot) or getattr(node, "fieldname", None) is not None:
        return
    if isinstance(node, compound.And | compound.Or):
        for child in node:
            yield from _meant(child)
    elif isinstance(node, positional.Phrase):
        yield " ".join(node.words)
    elif isinstance(node, single.Term | single.Prefix):
        yield node.text
