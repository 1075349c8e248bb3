"""Ids of closed vocabularies -> words of the reader's language."""

from __future__ import annotations

from webui.language import DEFAULT, current_language, gettext
from webui.ports import TopicText

# The facets of a result page, in the order in which a reader narrows a search.
FACETS = ("topic", "stance", "speaker", "affiliation", "region", "role", "source", "event", "kind")


def field_name(field: str) -> str:
    """Return the name of a filter."""
    return {
        "speaker": gettext("Pembicara"),
        "role": gettext("Jabatan"),
        "affiliation": gettext("Lembaga"),
        "region": gettext("Wilayah"),
        "topic": gettext("Topik"),
        "stance": gettext("Sikap"),
        "source": gettext("Sumber"),
        "kind": gettext("Jenis kutipan"),
        "event": gettext("Acara"),
        "document": gettext("Dokumen"),
        "date_from": gettext("Sejak"),
        "date_to": gettext("Sampai"),
    }.get(field, field)


def mode_name(mode: str) -> str:
    """Return the short name of a search mode."""
    return {"hybrid": gettext("Gabungan"), "keyword": gettext("Kata"), "semantic": gettext("Makna")}[mode]


def mode_help(mode: str) -> str:
    """Return one line on what a search mode finds."""
    return {
        "hybrid": gettext("kata dan makna sekaligus"),
        "keyword": gettext("kata yang sama, termasuk bentuk berimbuhan"),
        "semantic": gettext("isi yang mirip walau kata-katanya lain"),
    }[mode]


def order_name(order: str) -> str:
    """Return the name of an order of results."""
    return {"relevance": gettext("paling cocok"), "newest": gettext("terbaru"), "oldest": gettext("terlama")}[order]


def stance_name(stance: str) -> str:
    """Return the word for a stance."""
    return {"FAVOR": gettext("mendukung"), "AGAINST": gettext("menentang"), "NONE": gettext("netral")}.get(stance, stance)


def certainty(probability: float) -> str:
    """Return a probability in words, by the likelihood scale of the IPCC (Mastrandrea et al. 2010, table 1)."""
    if probability >= 0.99:
        return gettext("hampir pasti")
    if probability >= 0.9:
        return gettext("sangat mungkin")
    if probability >= 0.66:
        return gettext("mungkin")
    return gettext("belum pasti")


def kind_name(kind: str) -> str:
    """Return the word for a kind of quotation."""
    return {
        "direct": gettext("langsung"),
        "indirect": gettext("tidak langsung"),
        "mixed": gettext("campuran"),
    }.get(kind, kind)


def topic_name(topic: str, topics: tuple[TopicText, ...]) -> str:
    """Return a topic's name in the reader's language; an unknown topic keeps its id."""
    for candidate in topics:
        if candidate.id == topic:
            return in_language(candidate.name) or topic
    return topic


def in_language(texts: object) -> str:
    """Return the reader's version of texts by language code, or the default language's, or nothing."""
    if not isinstance(texts, dict):
        return str(texts or "")
    return str(texts.get(current_language()) or texts.get(DEFAULT) or next(iter(texts.values()), ""))


def value_name(field: str, value: str, label: str, topics: tuple[TopicText, ...]) -> str:
    """Return what to show for one value of a filter; `label` is what the index calls it."""
    if field == "topic":
        return topic_name(value, topics)
    if field == "stance":
        return stance_name(value)
    if field == "kind":
        return kind_name(value)
    return label or value


def reason(text: str) -> str:
    """Return why a speaker is unknown, in the reader's language where the wording is one of the pipeline's own."""
    known = {
        "the document does not name the person": gettext("namanya tidak disebut dalam naskah"),
        "a group of people who are not named": gettext("sekelompok orang yang tidak disebut namanya"),
        "the text gives nobody as the source of these words": gettext("naskah tidak menyebut siapa yang mengatakannya"),
        "nobody who could have said it is named near it": gettext("tidak ada nama di dekatnya yang mungkin mengatakannya"),
        "the evidence for a speaker is too weak": gettext("petunjuk tentang pembicaranya terlalu lemah"),
        "imported without a speaker": gettext("diimpor tanpa nama pembicara"),
    }
    return known.get(text, text)
