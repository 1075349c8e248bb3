"""The files that mutation begins with: good ones of every kind, and bombs."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Sequence

from tests.corpus.release_files import mail_of, pdf_of, wacz_of, warc_of, word_of

SAID = "“Mari kita jaga kerukunan,” kata Bupati Tanjung Selasih Raden Wiratama, Rabu (1/3/2023)."
LONG = f"{SAID} Rapat dihadiri seluruh camat dan lurah di aula kantor bupati."
URL = "https://tanjungselasih.example/rapat"

ARTICLE = f"""TANJUNG SELASIH, KABARSELASIH - {LONG}

Baca juga: Bupati Lantik Tiga Camat

Menurut Ketua KPU Kota Bandar Melati, Sri Lestari, pemilih pemula harus dilibatkan sejak 14-15 Mei 2025. "Jangan mudah
percaya berita bohong," ujarnya, Jumat (20/6). Ia menambahkan bahwa 'netralitas ASN' dijaga sampai tahun 2026.

(Foto: Humas) Editor: Bayu
"""

PAGE = f"""<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"><title>Rapat Kerja &amp; Doa</title>
<meta property="article:published_time" content="2023-03-01T13:32:55+07:00"><link rel="canonical" href="{URL}">
<script type="application/ld+json">{{"@type":"NewsArticle","datePublished":"2023-03-01","author":{{"name":"Humas"}}}}</script>
</head><body><nav><ul><li><a href="/">Beranda</a></li></ul></nav><article><h1>Rapat Kerja</h1><p>{LONG}</p>
<blockquote>{SAID}</blockquote><table><tr><td>1</td></tr></table><ul><li>{LONG}</li></ul><p>{LONG}<br>{SAID}</p>
</article><footer>Hak cipta</footer></body></html>""".encode()

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "lol">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    + '<!ENTITY f SYSTEM "file:///etc/passwd">]>'
)
"""Ten levels of ten: an expanding reader makes three billion bytes of it."""

FEED = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Kabar</title><item><title>Rapat &amp; doa</title>
<link>{URL}</link><guid>{URL}</guid><pubDate>Wed, 01 Mar 2023 13:32:55 +0700</pubDate><description>{SAID}</description></item>
</channel></rss>""".encode()
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Kabar</title><entry><title type="html">&lt;b&gt;Rapat</title>
<link href="{URL}"/><id>1</id><updated>2023-03-01T13:32:55Z</updated><published>2023-03-01T00:00:00Z</published></entry>
</feed>""".encode()
SITEMAP = f"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{URL}</loc>
<lastmod>2023-03-01T13:32:55+07:00</lastmod></url></urlset>""".encode()

POSTS = json.dumps([
    {"id": 1, "link": URL, "date": "2023-03-01T13:00:00", "modified_gmt": "2023-03-01T06:00:00",
     "title": {"rendered": "Rapat &amp; doa"}, "content": {"rendered": f"<p>{LONG}</p>", "protected": False}},
]).encode()  # fmt: skip

BOMB = 150_000_000
"""Bytes that a bomb unpacks to: beyond every limit of the readers, within seconds."""


def articles() -> list[bytes]:
    """Return texts of articles."""
    return [ARTICLE.encode(), LONG.encode(), SAID.encode(), PAGE, b'"' * 300 + SAID.encode() * 20]


def moments() -> list[bytes]:
    """Return texts with dates of every form."""
    return [
        b"Rabu (1/3/2023), 14-15 Mei 2025, Jumat (20/6), kemarin, Minggu lalu, 17 Agustus, Mei 2024, 2023-03-01",
        b"No. 5 Tahun 2009; sejak krisis 1998; Senin, 9 Mei; hingga 31 Desember 2028 mendatang; Jum'at 1/1/24",
        ARTICLE.encode(),
    ]


def queries() -> list[bytes]:
    """Return texts of searches."""
    return [
        b"pemilu damai",
        b'"berita bohong" AND (pemilu OR pilkada*) NOT hoaks',
        b'hoaks NEAR/5 pemilu speaker:"Ketua KPU" date:2023..2024 confidence:>0.9 has:speaker',
        b"tokoh:Wiratama topik:unity sikap:FAVOR tanggal:2023-03-01.. jenis:direct -rapat +doa",
    ]


def pages() -> list[bytes]:
    """Return web pages."""
    nested = b"<html><body>" + b"<div><p>" * 2_000 + LONG.encode() + b"</body></html>"
    return [PAGE, b"<html><body><p>" + LONG.encode() * 3 + b"</p></body></html>", nested, LAUGHS.encode() + PAGE]


def markdown() -> list[bytes]:
    """Return Markdown files with front matter."""
    front = f"---\nid: 7\ntitle: Rapat\ndate: 2023-03-01\nurl: {URL}\nsource: [Humas]\n---\n"
    laughs = "---\na: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    return [f"{front}# Rapat\n\n> {LONG}\n\n* **tebal** [tautan]({URL})\n".encode(), f"{laughs}title: *i\n---\n{LONG}".encode()]


def pdfs() -> list[bytes]:
    """Return PDF files."""
    lines = [(72.0, 760.0, "SIARAN PERS"), (72.0, 720.0, LONG[:90]), (90.0, 706.0, SAID), (290.0, 40.0, "1")]
    return [pdf_of([lines, lines]), pdf_of([[(72.0, 700.0 - 14 * n, SAID) for n in range(40)]])]


def words() -> list[bytes]:
    """Return Word documents."""
    good = word_of(LONG, SAID, cells=("Bupati", SAID))
    blank = word_of(LONG)
    entity = (
        LAUGHS.encode() + b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p>'
    )
    entity += b"<w:r><w:t>&l9;&f;</w:t></w:r></w:p></w:body></w:document>"
    return [good, blank, exchanged(blank, "word/document.xml", entity), exchanged(blank, "word/document.xml", b" " * BOMB)]


def mails() -> list[bytes]:
    """Return messages."""
    deep = (
        b"Subject: x\nContent-Type: multipart/mixed; boundary=a\n\n"
        + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 500
    )
    return [
        mail_of(LONG, html=PAGE.decode(), attached=[("rilis.pdf", pdfs()[0]), ("rilis.docx", words()[1])]),
        mail_of(LONG),
        deep,
    ]


def archives() -> list[bytes]:
    """Return archives of crawls."""
    captures = [(URL, "text/html", PAGE, "200 OK"), (f"{URL}.pdf", "application/pdf", pdfs()[0], "200 OK")]
    return [warc_of(*captures), warc_of(*captures, packed=False), warc_of((URL, "text/html", b" " * BOMB, "200 OK"))]


def packages() -> list[bytes]:
    """Return packages of such archives."""
    good, _, bomb = archives()
    return [wacz_of(good), wacz_of(good, good), wacz_of(bomb), _deflated("archive/0.warc", b"WARC/1.0\r\n" + b" " * BOMB)]


def tables() -> list[bytes]:
    """Return tables."""
    rows = f'id;text;title;date;source;url\n1;"{LONG}";Rapat;1/3/2023;Humas;{URL}\n2;{SAID};;;;\n'
    return [rows.encode(), rows.encode("utf-16"), rows.replace(";", ",").encode("cp1252"), b'text\n"' + b"x" * 5_000]


def json_lines() -> list[bytes]:
    """Return JSON lines."""
    record = {"id": 1, "text": LONG, "title": "Rapat", "date": "2023-03-01", "url": URL, "fetched_at": "2023-03-01T13:00:00Z"}
    lines = json.dumps(record) + "\n" + json.dumps({"html": PAGE.decode(), "source": "Humas", "speaker": None}) + "\n"
    return [lines.encode(), lines.encode("utf-16"), b'{"text":' + b"[" * 100_000, b'{"text": "x", "id": ' + b"9" * 5_000 + b"}"]


def packed_lines() -> list[bytes]:
    """Return JSON lines in gzip, and bombs."""
    return [*(gzip.compress(lines) for lines in json_lines()), gzip.compress(b" " * BOMB), gzip.compress(b"\n" * BOMB)]


def feeds() -> list[bytes]:
    """Return feeds."""
    return [FEED, ATOM, LAUGHS.encode() + FEED.replace(b"</title>", b"&l9;&f;</title>").partition(b"?>")[2]]


def sitemaps() -> list[bytes]:
    """Return sitemaps."""
    laughing = LAUGHS.encode() + SITEMAP.replace(b"<loc>", b"<loc>&l9;&f;").partition(b"?>")[2]
    return [SITEMAP, SITEMAP.replace(b"urlset", b"sitemapindex"), gzip.compress(SITEMAP), laughing, gzip.compress(b" " * BOMB)]


def posts() -> list[bytes]:
    """Return answers of WordPress."""
    return [POSTS, b"[" * 100_000]


def exchanged(package: bytes, name: str, inside: bytes) -> bytes:
    """Return a zip file with other bytes in one of its members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, inside if member == name else old.read(member))
    return stream.getvalue()


def tokens(text: str, *more: bytes) -> tuple[bytes, ...]:
    """Return the words of a text as a format's tokens."""
    return (*(word.encode() for word in text.split()), *more)


def _deflated(name: str, inside: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, inside)
    return stream.getvalue()


HOSTILE: Sequence[bytes] = (
    "\ufeff\u202e\u200b\x00\ud800".encode("utf-8", "surrogatepass"),
    "İıſßﬁ👩‍👩‍👧".encode(),
    b"\xff\xfe\x00\x00",
    b"\r\r\n",
)
"""Characters that text is most often not expected to hold."""
