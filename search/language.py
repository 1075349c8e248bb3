"""Query text -> expression: Whoosh's query language with our field names, read into terms that any engine can evaluate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from whoosh.qparser import plugins, syntax
from whoosh.qparser.default import QueryParser
from whoosh.query import compound, positional
from whoosh.query import terms as single
from whoosh.query.wrappers import Not as WhooshNot

from corpus.records import QuotationKind, Stance
from search.analysis import terms
from search.expressions import All, AnyOf, Dates, Expression, Field, Listed, Not, Phrase, Prefix, Reading, Word
from search.query import date_range

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
}
"""Field names of the query language, each with the Indonesian names that mean the same."""

MAX_DEPTH = 20
"""Deepest nesting of parentheses: far beyond what a person types, far below Python's recursion limit."""


def read(text: str) -> Reading:
    """Read a query text; whatever is typed has a reading. Bad syntax is read as plain words, and the notes say so."""
    text = text.translate(_STRAIGHT)
    defect = _defect(text)
    if defect is not None:
        plain = [term for chunk in text.split() if chunk.strip('()"') not in _OPERATORS for term in terms(chunk)]
        notes = (f"{defect}, jadi pencarian dibaca sebagai kata-kata biasa.",)
        return Reading(listed=_listed(plain), meaning=" ".join(plain), notes=notes)
    notes_found: list[str] = []
    tree = _PARSER.parse(text, normalize=False)
    parts: list[Any] = list(tree) if isinstance(tree, _Beside) else [tree]
    plain_parts = [part for part in parts if isinstance(part, single.Term) and part.fieldname is None]
    listed = _listed([term for part in plain_parts for term in terms(part.text)])
    demands = _combined(
        [found for part in parts if part not in plain_parts for found in [_expression(part, notes_found)] if found is not None]
    )
    if listed is None and demands is None:
        notes_found.append("Pencarian ini tidak memuat kata.")
    return Reading(listed=listed, demands=demands, meaning=" ".join(_meant(tree)), notes=tuple(notes_found))


class _Beside(compound.And):
    """What stands side by side without an operator."""


class _BesideGroup(syntax.AndGroup):
    qclass = _Beside


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
    "has": {name: name for name in ("speaker", "role", "affiliation", "region", "topic", "stance", "source", "event", "date")},
}
"""Fields with few values: what can be typed, and what it means."""

_NAMES = {alias: name for name, aliases in FIELDS.items() for alias in (name, *aliases)}
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "\x00": " "})

_field_names = rf"(?<![\w:])(?P<text>{'|'.join(_NAMES)}):(?=\S)"  # others are words: "https://…", "pukul 10:30"
_plugins: Any = plugins  # its constructors are untyped
_PARSER = QueryParser(
    None,
    None,
    plugins=[
        _plugins.FieldsPlugin(_field_names, remove_unknown=False),
        _plugins.PrefixPlugin(r'(?P<text>[^\s*():"]+)[*](?=\s|$|\))'),
        _plugins.PhrasePlugin(),
        _plugins.GroupPlugin(),
        _plugins.OperatorsPlugin(AndNot=None, AndMaybe=None, Require=None),
    ],
    group=_BesideGroup,
)


def _defect(text: str) -> str | None:
    """Say what is wrong with the syntax; None: nothing.

    Whoosh's parser repairs silently, in ways that a reader would not guess, so its own tokens are checked before it does.
    """
    depth = 0
    open_end = "start"  # what the text so far needs: "start"/"operator": an operand; "field": one at once; "": nothing
    for node in _PARSER.tag(text).nodes:
        kind = type(node)
        if kind is syntax.Whitespace:
            if open_end == "field":
                return "Nama bidang tanpa nilai"
        elif isinstance(node, syntax.PrefixOperator):
            if open_end in ("field", "not"):
                return f"Operator {node.text} tanpa isi"
            open_end = "not"
        elif isinstance(node, syntax.Operator):
            if open_end:
                return f"Operator {node.text} tanpa isi di sebelahnya"
            open_end = "operator"
        elif kind is plugins.GroupPlugin.OpenBracket:
            depth += 1
            if depth > MAX_DEPTH:
                return "Tanda kurung bersarang terlalu dalam"
            open_end = "start"
        elif kind is plugins.GroupPlugin.CloseBracket:
            depth -= 1
            if depth < 0 or open_end:
                return "Tanda kurung tidak berpasangan" if depth < 0 else "Tanda kurung tanpa isi lengkap"
        elif kind is syntax.FieldnameNode:
            if open_end == "field":
                return "Nama bidang tanpa nilai"
            open_end = "field"
        else:
            fault = _bad_word(node)
            if fault:
                return fault
            open_end = ""
    if depth:
        return "Tanda kurung tidak berpasangan"
    if open_end in ("operator", "not"):
        return "Operator tanpa isi di sebelahnya"
    return "Nama bidang tanpa nilai" if open_end == "field" else None


def _bad_word(node: Any) -> str | None:
    if type(node) is not syntax.WordNode:
        return None
    if '"' in node.text:
        return "Tanda kutip tidak berpasangan"
    if "*" in node.text:
        return "Tanda * hanya berlaku di akhir kata"
    if node.text in _OPERATORS:
        return f"Operator {node.text} tanpa isi di sebelahnya"
    return "Nama bidang tanpa nilai" if node.text.endswith(":") and node.text[:-1] in _NAMES else None


def _expression(node: Any, notes: list[str]) -> Expression | None:
    """Turn a Whoosh query into an expression; None: it holds no word."""
    match node:
        case WhooshNot():
            part = _expression(node.query, notes)
            return None if part is None else Not(part)
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


def _field(name: str, value: str, notes: list[str]) -> Expression | None:
    field = _NAMES[name]
    if not terms(value):
        return None
    if field == "date":
        try:
            return Dates(*date_range(value))
        except ValueError:
            wrong = "bukan tanggal seperti 2023, 2023-03 atau 2023..2024"
    elif field in _CHOICES:
        choices = _CHOICES[field]
        if value.lower() in choices:
            return Field(field, choices[value.lower()])
        wrong = f"bukan salah satu dari {', '.join(choices)}"
    else:
        return Field(field, value)
    notes.append(f"“{value}” {wrong}, jadi dibaca sebagai kata biasa.")
    return _combined([Word(term) for term in terms(value)])


def _combined(parts: Sequence[Expression]) -> Expression | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return All(tuple(parts))


def _listed(found: Sequence[str]) -> Listed | None:
    unique = tuple(dict.fromkeys(found))
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
