"""The address of a quotation that is recorded no more -> where it leads now, or 410 with the reason and the old words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, render_template
from flask.typing import ResponseReturnValue
from rapidfuzz import fuzz

from corpus.records import QuotationView
from corpus.store.records import Withdrawal, WithdrawalReason
from search.differences import Piece, differences
from search.query import Filters, Query
from search.shingles import forms
from webui.address import page_address, search_address
from webui.language import day, gettext
from webui.pages import problems
from webui.ports import Site

# Similarity (0..100) of the old words and present ones, beyond which the one is shown as what the other became.
ALIKE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Successor:
    """The present quotation of the same document that is most like withdrawn words, with the differences."""

    quotation: QuotationView
    pieces: tuple[Piece, ...]


def missing_page(site: Site, id: str) -> ResponseReturnValue:
    """Answer for an id that is not recorded: 302 to what it is now, 410 where it was withdrawn, 404 where it never was."""
    withdrawal = site.store.withdrawal(id)
    if withdrawal is None:
        problem = problems.Problem(
            title=gettext("Kutipan tidak ditemukan"),
            detail=gettext("Tidak ada kutipan dengan alamat ini. Periksa tautannya, atau cari kata-katanya."),
        )
        return problems.error_page(404, problem)
    present = site.store.quotations_of(withdrawal.document_id)
    recut = merged_into(withdrawal, present)
    if recut is not None:
        return redirect(page_address("quotation", id=recut.id, dari=id), 302)
    context = {
        "withdrawal": withdrawal,
        "reason": reason(withdrawal),
        "successor": None if withdrawal.reason is WithdrawalReason.CORRECTED else _closest(withdrawal, present),
        "document_address": search_address(Query(filters=Filters(document=(withdrawal.document_id,)))) if present else None,
    }
    return render_template("withdrawn.html", **context), 410


def merged_into(withdrawal: Withdrawal, present: Sequence[QuotationView]) -> QuotationView | None:
    """Return the one present quotation that has the same words with other bounds, where reading better cut them so."""
    if withdrawal.reason is not WithdrawalReason.REANNOTATED:
        return None
    old = f" {' '.join(forms(withdrawal.text))} "
    found = [view for view in present if old in (new := f" {' '.join(forms(view.text))} ") or new in old]
    return found[0] if len(found) == 1 else None


def reason(withdrawal: Withdrawal) -> str:
    """Return when and why a quotation was withdrawn, as a sentence."""
    reasons = {
        WithdrawalReason.REVISED: gettext("penerbitnya mengubah naskahnya sehingga kata-kata ini tidak lagi ada di sana"),
        WithdrawalReason.CORRECTED: gettext("seorang pembaca menyatakan bahwa ini bukan kutipan"),
        WithdrawalReason.REANNOTATED: gettext(
            "pembacaan ulang naskahnya menunjukkan bahwa ini bukan kutipan, atau batasnya lain"
        ),
    }
    return gettext("Ditarik pada %(date)s: %(reason)s.", date=day(withdrawal.withdrawn_at), reason=reasons[withdrawal.reason])


def _closest(withdrawal: Withdrawal, present: Sequence[QuotationView]) -> Successor | None:
    """Return the present quotation that is most like the withdrawn words; None where none is like them."""
    scored = [(fuzz.ratio(withdrawal.text, view.text), view) for view in present]
    if not scored:
        return None
    similarity, view = max(scored, key=lambda item: item[0])
    return Successor(quotation=view, pieces=differences(withdrawal.text, view.text)) if similarity >= ALIKE else None
