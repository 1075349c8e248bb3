"""GET /periksa : an alleged quotation in the address -> whether it is real, with the real wording beside it."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from corpus.errors import InvalidQuery
from corpus.records import QuotationView
from search.differences import Change
from search.query import MAX_TEXT
from search.results import Hit
from search.verify import Note, Verdict, Verification
from webui.language import gettext
from webui.pages import problems
from webui.pages.cards import Card, card
from webui.ports import Site


def verify_page(site: Site) -> ResponseReturnValue:
    """Answer about an alleged quotation; what cannot be asked comes back with what is wrong, as 400."""
    text, speaker = (request.args.get(name, "").strip() for name in ("q", "speaker"))
    asking: dict[str, Any] = {"here": "verify", "text": text, "speaker": speaker, "longest": MAX_TEXT}
    if not text:
        return render_template("verify.html", **asking)
    try:
        found = site.service.verify(text, speaker or None)
    except InvalidQuery as error:
        return render_template("verify.html", **asking, problem=problems.invalid(error)), 400
    return render_template("verify.html", **asking, **_answer(site, found))


def _answer(site: Site, found: Verification) -> dict[str, Any]:
    return {
        "found": found,
        "index": found.index,
        "verdict": verdict_name(found.verdict),
        "explanation": _explanation(found),
        "notes": [note_text(note) for note in found.notes],
        "matches": [
            {"match": match, "cards": [_card(site, view, number) for view in match.quotations], "number": number}
            for number, match in enumerate(found.matches, 1)
        ],
        "change": Change,
        "json_address": url_for("api.verify", q=found.text, speaker=found.speaker),
    }


def _card(site: Site, view: QuotationView, number: int) -> Card:
    return card(number, Hit(quotation=view, score=0.0), site.topics)


def verdict_name(verdict: Verdict) -> str:
    """Return a verdict in the reader's language."""
    return {
        Verdict.VERBATIM: gettext("Sesuai kata demi kata"),
        Verdict.ALTERED: gettext("Diubah"),
        Verdict.DIFFERENT_SPEAKER: gettext("Pembicaranya lain"),
        Verdict.NOT_FOUND: gettext("Tidak ditemukan di arsip ini"),
    }[verdict]


def _explanation(found: Verification) -> str:
    if found.verdict is Verdict.VERBATIM:
        return gettext("Kata-kata ini tercatat persis demikian; tanda baca dan huruf besar tidak dihitung.")
    if found.verdict is Verdict.ALTERED:
        return gettext("Kutipan yang nyata berbunyi lain. Perbedaannya ditandai kata demi kata.")
    if found.verdict is Verdict.DIFFERENT_SPEAKER and found.matches[0].verdict is Verdict.ALTERED:
        return gettext(
            "Kata-kata yang mirip tercatat, tetapi bukan atas nama %(name)s, dan bunyinya pun lain.", name=found.speaker
        )
    if found.verdict is Verdict.DIFFERENT_SPEAKER:
        return gettext("Kata-kata ini tercatat, tetapi bukan atas nama %(name)s.", name=found.speaker)
    return gettext("Belum tentu tidak pernah dikatakan: arsip ini hanya seluas sumbernya.")


def note_text(note: Note) -> str:
    """Return what is to be known beside the verdict, in the reader's language."""
    return {
        Note.EXCERPT: gettext("Ini bagian dari kutipan yang lebih panjang: bacalah seluruhnya."),
        Note.JOINED: gettext("Ini gabungan beberapa kutipan yang berdekatan; di antaranya ada kata-kata wartawan."),
        Note.REORDERED: gettext("Urutan bagian-bagiannya berubah."),
        Note.INDIRECT: gettext("Kata-kata ini hanya ada sebagai kalimat tidak langsung, yakni menurut tuturan wartawan."),
        Note.NEGATION_ADDED: gettext("Ada kata ingkar yang ditambahkan (seperti “tidak”): maknanya dapat berbalik."),
        Note.NEGATION_DROPPED: gettext("Ada kata ingkar yang hilang (seperti “tidak”): maknanya dapat berbalik."),
        Note.SPEAKER_UNKNOWN: gettext("Sumbernya tidak menyebut dengan jelas siapa yang berbicara."),
        Note.ATTRIBUTED_DIFFERENTLY: gettext("Sumber-sumber menyebut pembicara yang berlainan untuk kata-kata ini."),
        Note.IN_ARTICLE: gettext("Kata-kata ini ada dalam naskah berita, tetapi bukan sebagai kutipan."),
    }[note]
