"""What is fuzzed: each reads bytes by public functions and checks what must hold of whatever comes out."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from corpus import datelines, dates, dating
from corpus.cleaning import clean
from corpus.documents import prepare
from corpus.errors import InputRejected, KutipanError
from corpus.following import feeds, sitemaps, wordpress
from corpus.records import Document, RawDocument, Span
from corpus.sources import TEXT_LIMIT, open_sources
from corpus.sources.names import FieldNames
from indexer.annotate import annotate
from search import language
from search.query import parse_parameters
from tests.fuzzing import seeds
from tests.fuzzing.containers import Container, gzipped, plain, zipped
from tests.fuzzing.seeds import HOSTILE, tokens

ONE = (".pdf", ".docx", ".eml", ".html", ".md")
"""Files of one document: reading one gives it, or says why not."""

TAKEN_IN = dt.date(2025, 6, 23)


@dataclass(frozen=True, slots=True)
class Target:
    """A reader under attack.

    `read` takes the bytes and a folder for files, and raises what is a finding; the errors of Kutipan are answers. `words`
    are tokens of the format; `container` says how to mutate it.
    """

    name: str
    read: Callable[[bytes, Path], None]
    seeds: Callable[[], list[bytes]]
    words: tuple[bytes, ...]
    container: Container = plain


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def cleaning(data: bytes, folder: Path) -> None:
    """Clean a text: twice is once, and every place leads back."""
    text = _text(data)
    cleaned = clean(text)
    assert clean(cleaned.text).text == cleaned.text, "cleaning twice differs from cleaning once"
    assert sum(span.end - span.start for span in cleaned.kept) == len(cleaned.text), "kept spans are not the text"
    assert all(first.end <= second.start for first, second in pairwise(cleaned.kept)), "kept spans overlap"
    assert cleaned.raw_span(Span(0, len(cleaned.text))).end <= len(text), "a span leads beyond the text"
    _prepared(RawDocument(location="text", text=text))


def extraction(data: bytes, folder: Path) -> None:
    """Find quotations, speakers and events in a text: every span slices back."""
    document = _prepared(RawDocument(location="text", text=_text(data), title="Rapat Kerja Pemerintah Daerah", date=TAKEN_IN))
    if document is None:
        return
    found = annotate(document, None).quotations
    assert len({quotation.id for quotation in found}) == len(found), "two quotations have one id"
    for quotation in found:
        assert quotation.span.of(document.text) == quotation.text.strip() != "", "a span does not slice back"
        assert quotation.cue_span is None or quotation.cue_span.of(document.text) == quotation.cue, "a cue is elsewhere"
        assert 0 <= quotation.attribution.confidence <= 1, "a confidence is none"


def dating_texts(data: bytes, folder: Path) -> None:
    """Find the dates of a text, its own and its dateline."""
    text = _text(data)
    for anchor in (None, TAKEN_IN, dt.date.min, dt.date.max):
        found = dates.find(text, anchor)
        assert all(first.span.end <= second.span.start for first, second in pairwise(found)), "dates overlap"
        assert all(each.span.of(text).strip() for each in found), "a date without words"
    own = dating.stated(text, TAKEN_IN)
    assert own is None or own <= TAKEN_IN + dating.AHEAD, "a text's own date lies ahead"
    datelines.find(text)


def query(data: bytes, folder: Path) -> None:
    """Read a search: its words, and each of its parameters."""
    text = _text(data)
    language.read(text[:2_000])
    for name in ("q", "mode", "date", "date_from", "limit", "offset", "topic", "stance", "kind", "region", "group", "order"):
        _answered(lambda name=name: parse_parameters({name: [text, text[:9]]}, page_limit=100))  # type: ignore[misc]


def file(ending: str, names: FieldNames | None = None) -> Callable[[bytes, Path], None]:
    """Return what reads a file of one kind: documents that can be stored, or reasons."""

    def read(data: bytes, folder: Path) -> None:
        path = folder / f"input{ending}"
        path.write_bytes(data)
        source = open_sources([path], names)
        some = False
        for outcome in source:
            some = True
            assert outcome.location.startswith(str(path)), "a document from nowhere"
            if isinstance(outcome, RawDocument):
                _prepared(outcome)
            else:
                assert len(outcome.reason) < 1_000, "a reason as long as a text"
        assert some or ending not in ONE, "neither a document nor a reason"
        assert source.bytes_read == source.total_bytes, "progress that never ends"

    return read


def feed(data: bytes, folder: Path) -> None:
    """Read the entries of a feed."""
    _answered(lambda: list(feeds.entries(data, seeds.URL)))


def sitemap(data: bytes, folder: Path) -> None:
    """Read the places of a sitemap."""
    _answered(lambda: sitemaps.locations(data, seeds.URL))


def post(data: bytes, folder: Path) -> None:
    """Read the posts of a WordPress site."""
    now = dt.datetime.now(dt.UTC)
    _answered(lambda: [wordpress.item(each, seeds.URL, None, now) for each in wordpress._posts(data, seeds.URL)])


def _answered(read: Callable[[], object]) -> None:
    with contextlib.suppress(KutipanError):
        read()


def _prepared(raw: RawDocument) -> Document | None:
    for words in (raw.text, raw.title, raw.source, raw.url, raw.id):
        assert words is None or words.encode("utf-8") is not None
    assert raw.location == "text" or (0 < len(raw.text) <= TEXT_LIMIT and "\0" not in raw.text), "a text that cannot be stored"
    try:
        return prepare(raw)
    except InputRejected:
        return None


_PROSE = tokens(
    "“ ” \" ' ‘ ’ ( ) , . : ; - — / kata ujarnya Menurut mengatakan bahwa agar Ia dia Bupati Dr. M.Si. KPU lanjut, (1/3/2023)"
    " Rabu kemarin 2024 Mei Editor: Foto: (*) Advertisement Selengkapnya... **",
    b" ", b"\n", b"\n\n", b"Baca juga: ", b"Tanjung Selasih", *HOSTILE,
)  # fmt: skip
_XML = tokens(
    "< > & </ /> <!-- --> <![CDATA[ ]]> &amp; &#0; &#xD800; &#x110000; <?xml version='1.0' encoding='utf-16'?> <!DOCTYPE",
    *HOSTILE,
)
_HTML = (*_XML, *tokens(
    "<div> <p> </p> <table><tr><td> <blockquote> <ul><li> <script> <style> <template> <svg> <iframe> <article> <br> <span>"
    " <meta <title> <base <h1> <a </body> </html> charset=utf-7 content=\" href=http://[ datePublished @type",
))  # fmt: skip
_PDF = tokens(
    "obj endobj stream endstream xref trailer startxref %%EOF << >> [ ] /Type /Page /Pages /Kids /Parent /Count /Length"
    " /Filter /FlateDecode /ASCIIHexDecode /Font /Resources /MediaBox /Encrypt /Root BT ET Tj TJ Td Tf 0 R 2 0 R -1 q Q cm"
    " /ToUnicode /XObject Do /Contents /Prev /ObjStm",
)
_DOCX = (*_XML, *tokens(
    "<w:p> </w:p> <w:r> <w:t> <w:tbl> <w:tr> <w:tc> <w:vMerge/> <w:gridSpan w:val=\"2\"/> <w:sectPr/> <w:sdt> w:val=\"x\""
    " <Relationship Id= Target= Type= ../ word/document.xml <Override PartName= <Default Extension= ContentType=",
))  # fmt: skip
_MAIL = tokens(
    "--a --a-- boundary= multipart/mixed text/plain text/html message/rfc822 base64 quoted-printable charset=utf-7 Date: From:"
    " =?utf-8?b?/w==?= =?x?q?=FF?= filename*0*=utf-8''%ff filename=\"a.pdf\" =00 Message-ID: <> ; ,",
    b"\r\n", b"\r\n\r\n", b"\n ", b"Content-Type: ", b"Content-Transfer-Encoding: ", b"Content-Disposition: attachment; ",
    *HOSTILE,
)  # fmt: skip
_WARC = (*_HTML[:20], *tokens(
    "WARC/1.0 WARC/1.1 warcinfo response resource revisit HTTP/1.1 200 404 chunked gzip br deflate text/html -1",
    b"\r\n", b"\r\n\r\n", b"WARC-Type: ", b"Content-Length: ", b"Content-Type: ", b"Transfer-Encoding: ", b"WARC-Date: ",
    b"Content-Encoding: ", b"WARC-Target-URI: http://", b"0\r\n\r\n", b"filedesc://x 1 1 text/plain 1\n",
))  # fmt: skip
_CELLS = tokens('; , | " "" \' text id title date source url 1/3/2023', b"\t", b"\n", b"\r", b"\r\n", b"\0", *HOSTILE)
_JSON = tokens(
    "{ } [ ] : , \" \\ \\u0000 \\ud800 \\ude00 null true 1e999 NaN Infinity -0 \"text\" \"id\" \"date\" \"html\" \"url\""
    " \"title\" \"content\" \"rendered\" \"link\" \"fetched_at\" 9999-12-31T23:59:59+23:59 0001-01-01",
    b"\n", *HOSTILE,
)  # fmt: skip
_YAML = tokens(
    "--- : - [ ] { } & * ! !!binary !!timestamp 2001-99-99 ? | > # ![]( []( ** __ > ```", b"\n", b"&a ", b"*a", *HOSTILE
)
_QUERY = tokens(
    'AND OR NOT NEAR NEAR/0 NEAR/99999999999 ( ) " * ? : ^ ~ [ ] { } TO - + \\ .. > < >= speaker: date: confidence:> has:'
    " region: kind: stance: 2023-02-30 9999 0000 ^2.5 ~99",
    b" ",
    *HOSTILE,
)

TARGETS: dict[str, Target] = {
    target.name: target
    for target in (
        Target("cleaning", cleaning, seeds.articles, _PROSE),
        Target("extraction", extraction, seeds.articles, _PROSE),
        Target("dates", dating_texts, seeds.moments, _PROSE),
        Target("query", query, seeds.queries, _QUERY),
        Target("html", file(".html"), seeds.pages, _HTML),
        Target("markdown", file(".md"), seeds.markdown, _YAML),
        Target("pdf", file(".pdf"), seeds.pdfs, _PDF),
        Target("docx", file(".docx"), seeds.words, _DOCX, zipped),
        Target("eml", file(".eml"), seeds.mails, _MAIL),
        Target("warc", file(".warc.gz"), seeds.archives, _WARC, gzipped),
        Target("wacz", file(".wacz"), seeds.packages, _WARC, zipped),
        Target("csv", file(".csv"), seeds.tables, _CELLS),
        Target("jsonl", file(".jsonl"), seeds.json_lines, _JSON),
        Target("jsonl.gz", file(".jsonl.gz", FieldNames({"title": "title.rendered"})), seeds.packed_lines, _JSON, gzipped),
        Target("feed", feed, seeds.feeds, _XML),
        Target("sitemap", sitemap, seeds.sitemaps, _XML, gzipped),
        Target("wordpress", post, seeds.posts, (*_JSON, *_HTML[:10])),
    )
}
