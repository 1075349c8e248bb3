"""GET and POST /lapor/<id> : a reader says what is wrong with a quotation; a person decides (`kutipan review --reports`).

There is no session to ride on, but a form on another site could still fill ours in a reader's name, so a request that a
browser sends from elsewhere is refused. Browsers say where a request comes from in Sec-Fetch-Site or Origin; a program that
says neither acts for itself (the reasoning of Go's net/http CrossOriginProtection).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from corpus.errors import InputRejected, NotFound
from corpus.records import QuotationView
from corpus.store.records import Fault
from corpus.store.reports import LONGEST_MESSAGE, LONGEST_NAME
from webui.address import page_address
from webui.language import gettext
from webui.pages.cards import speaker_address
from webui.pages.withdrawn import missing_page
from webui.ports import Site

# Bytes of a report: every field at its longest, percent-encoded, in a script of four bytes a letter.
MOST_BYTES = 64_000
# A field that people don't see and programs fill in.
TRAP = "situs"


def report_page(site: Site, id: str) -> ResponseReturnValue:
    """Answer with the form, or say that a report was received."""
    try:
        quotation = site.store.quotation(id)
    except NotFound:
        return missing_page(site, id)
    if request.args.get("terkirim"):
        return render_template("report.html", quotation=quotation, sent=True), 200
    return _form(quotation)


def send_report(site: Site, id: str) -> ResponseReturnValue:
    """Keep a report and lead to the page that says so; 400 with the form for one that says nothing, 403 from elsewhere."""
    request.max_content_length = MOST_BYTES
    if not sent_from_here():
        abort(403)
    try:
        quotation = site.store.quotation(id)
    except NotFound:
        return missing_page(site, id)
    done = redirect(page_address("report", id=id, terkirim=1), 303)
    if request.form.get(TRAP):
        return done  # whoever filled it in need not know that it was noticed
    try:
        fault = Fault(request.form.get("fault", ""))
        given = {name: request.form.get(name, "") for name in ("speaker", "role", "message")}
        site.store.report(id, fault, **given)
    except (ValueError, InputRejected):
        return _form(quotation, refused=True)
    return done


def sent_from_here() -> bool:
    """Say whether a form was sent from a page of this very site, or by a program for itself."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


def faults() -> list[tuple[str, str]]:
    """Return what can be wrong, in the reader's words."""
    return [
        (Fault.SPEAKER, gettext("Pembicaranya orang lain")),
        (Fault.ROLE, gettext("Jabatannya keliru")),
        (Fault.WORDS, gettext("Kata-katanya terpotong atau bercampur kata-kata wartawan")),
        (Fault.NOT_A_QUOTATION, gettext("Ini bukan kutipan")),
        (Fault.OTHER, gettext("Hal lain, misalnya acara, topik, atau sikap")),
    ]


def _form(quotation: QuotationView, refused: bool = False) -> ResponseReturnValue:
    context = {
        "quotation": quotation,
        "speaker_address": speaker_address(quotation),
        "faults": faults(),
        "given": request.form,
        "refused": refused,
        "trap": TRAP,
        "longest_name": LONGEST_NAME,
        "longest_message": LONGEST_MESSAGE,
    }
    return render_template("report.html", **context), 400 if refused else 200
