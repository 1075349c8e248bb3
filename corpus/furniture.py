"""What web pages leave in an article that is not the article: the patterns, each with what it is met in.

Collected from 11,661 articles of 24 outlets (first and last lines, short paragraphs, words after which the subject
changes). `corpus.cleaning` decides where a pattern may act. All repetition is bounded, so that matching stays linear.
"""

from __future__ import annotations

import re

_MEDIA = r"(?:Google\s?News|Whats\s?App|Telegram|Instagram|Facebook|Twitter|TikTok|You\s?Tube|Threads|media sosial)"
_CREDIT = r"(?:Editor|Penulis|Reporter|Pewarta(?: Foto)?|Wartawan|Kontributor|Redaktur|Penyunting|Uploader|Via|Sumber|Laporan)"
_PHOTO_SOURCE = (
    r"(?:KOMPAS\.com|PIXABAY|SHUTTERSTOCK|FREEPIK|UNSPLASH|PEXELS|THINKSTOCK\w{0,10}|ISTOCK\w{0,10}|GETTY IMAGES"
    r"|ANTARA(?: FOTO)?|AFP|AP(?: Photo)?|REUTERS|EPA)"
)
_POSTED = r"(?:A post shared by|Sebuah kiriman dibagikan oleh)"
_AFTER_TEXT = r"[.!?…”\"’)\n]\s{0,4}"

LINES: dict[str, re.Pattern[str]] = {
    # "WhatsApp Image 2024 02 06 at 9.15.40 AM", "IMG-20230301-WA0012.jpg"
    "image file": re.compile(
        r"WhatsApp Image[ \d.\-_()]{4,20}(?:at|pukul)?[ \d.\-_()]{0,20}(?:[AP]M)?[ \d()]{0,6}(?:\.jpe?g)?"
        r"|(?:IMG|DSC|VID|Screenshot|PXL)[-_ ]?\d[\w .\-()]{2,60}|[\w\-()]{1,80}\.(?:jpe?g|png|webp|gif)",
        re.I,
    ),
    # "Foto: Humas Pemkab", "(Foto: dok. Istimewa)", "Ket. Foto: ..."
    "photo caption": re.compile(
        r"[(\[]?\s?(?:Ket(?:erangan|\.)?\s?(?:Foto|Gambar)|Foto(?:-foto)?|Caption|Dok(?:umentasi|umen)?\.? Foto|Photo"
        r"|Teks Foto)\s?(?::|/|\s-\s)[^\n]{0,250}",
        re.I,
    ),
    # "KOMPAS.com/NAMASuasana rapat", "Dok. Nama LembagaSuasana rapat"; longer ones that end in a full stop may hold text
    "credited caption": re.compile(
        rf"(?:{_PHOTO_SOURCE}/|ANTARA FOTO\b|(?:DOK|Dok)\. ?(?!\d))(?:[^\n\"“”]{{2,80}}|[^\n\"“”]{{2,260}}[^\n\"“”.])"
    ),
    # "Rabu, 5 Februari 2025 08:10 WIB Suasana rapat"
    "dated caption": re.compile(
        r"(?:Senin|Selasa|Rabu|Kamis|Jum['’]?at|Sabtu|Minggu), \d{1,2} [A-Z][a-z]{2,8} \d{4} \d{1,2}[:.]\d\d WI(?:B|TA|T)"
        r" [A-Z][^\n]{0,300}"
    ),
    "read also": re.compile(
        r"['\"‘“•*\-–>\[( ]{0,4}(?:(?:Baca|Simak|Lihat|Tonton|Cek)\s?(?:juga|pula|video|berita|artikel|selengkapnya)\b"
        r"(?:\s?(?:video|berita|artikel|juga))?\s?[:\-–]?|Baca\s?:)[^\n]{0,260}",
        re.I,
    ),
    "continued elsewhere": re.compile(
        r"[>\-– ]{0,5}(?:Selengkapnya(?:\s?(?:\.{2,5}|…|>{1,5}|di\s?sini.{0,20}|klik.{0,40}))?"
        r"|(?:Baca|Simak|Klik|Lihat)\b[^\n.]{0,80}\b(?:selengkapnya|halaman\s(?:selanjutnya|berikut\w{0,3}))\b[^\n]{0,60}"
        r"|(?:Buka\s|Baca\s)?Halaman\s(?:Selanjutnya|Berikutnya)[^\n]{0,40}|\(?bersambung(?:\ske\b[^\n]{0,40})?\)?)",
        re.I,
    ),
    # "Artikel ini telah tayang di X dengan judul Y", "Berita ini sudah lebih dulu tayang di X"
    "published elsewhere": re.compile(
        r"\*?\(?(?:Artikel|Berita|Tulisan)\s(?:ini\s)?(?:telah|sudah|pertama kali|lebih dulu|dikutip|diolah|diterjemahkan)\b"
        r"[^\n]{0,300}",
        re.I,
    ),
    "video": re.compile(
        r"\[?Gambas\s?:[^\n]{0,80}|(?:Saksikan|Tonton)\s(?:Live|juga|video|berita)\b[^\n]{0,200}|\[?Video\s?:\s[^\n]{0,200}",
        re.I,
    ),
    "advertisement": re.compile(
        r"[*\-–\[( ]{0,3}(?:ADVERTISEMENT|(?:ADVERTISEMENT\s{1,3})?SCROLL TO (?:CONTINUE|RESUME)(?: WITH)? CONTENT|IKLAN"
        r"|Sponsored|Pilihan Editor:[^\n]{0,200}|Loading\s?\.{0,3})[*\-–\]) ]{0,3}",
        re.I,
    ),
    "share": re.compile(
        rf"(?:(?:Ikuti|Follow|Dapatkan|Update|Baca|Cek (?:Berita|Artikel)|Jangan lewatkan)\b[^\n]{{0,160}}\b{_MEDIA}\b"
        r"[^\n]{0,120}|(?:Bagikan|Share)(?:\s(?:ke|to|this|berita|artikel|ini)\b[^\n]{0,60})?\s?:?"
        r"|Lihat postingan ini di Instagram[^\n]{0,200}|(?:A post shared by|Sebuah kiriman dibagikan oleh)[^\n]{0,120})",
        re.I,
    ),
    "credit": re.compile(
        rf"[(\[*]?\s?(?:{_CREDIT}\s?:\s?[^\n.!?\"“”]{{1,80}}(?:\.com[^\n!?\"“”]{{0,60}})?"
        r"|Laporan\s(?:Wartawan|Reporter|Jurnalis|Kontributor)\s[^\n!?\"“”]{2,100})[)\]]?\.?",
        re.I,
    ),
    "copyright": re.compile(
        r"(?:Copyright|Hak Cipta|All rights reserved|©)\s?[^\n]{0,120}(?:©|\b20\d\d\b|reserved|ANTARA)[^\n]{0,60}", re.I
    ),
}
"""Whole lines that are furniture."""

_ANY_LINE = re.compile("|".join(f"(?{'i' * bool(each.flags & re.I)}:{each.pattern})" for each in LINES.values()))

CAPTIONED = re.compile(
    r"(?!.{0,180}\b(?:mengatakan|menyebut\w{0,3}|menjelaskan|menuturkan|mengungkap\w{0,3}|menyampaikan|menegaskan|ujar|kata)\b)"
    r"(?:[^\n\"“”.]|\.(?! )){3,180}?\.? ?"
    r"(?:\((?:[^()\n]{0,80}\b)?(?:Foto|Dok|ANTARA|Humas|Istimewa|Ist)\b[^()\n]{0,60}[:/.][^()\n]{1,80}\)"
    r"|\((?:Foto|ist|istimewa|dok\b[^()\n]{0,40})\)|\sFoto\s?:\s?\(?[^\n\"“”.,;]{2,40}\)?)\.?",
)
"""A line that ends in its photo's credit: "Suasana rapat. (Foto: Humas)", "Suasana rapat Foto: Nama".

One that reports speech is a sentence of the text that stood beside a photo; only its credit goes.
"""


def is_line(line: str) -> bool:
    """Tell whether a whole line, without white space at its ends, is furniture."""
    if _ANY_LINE.fullmatch(line) is not None:
        return True
    # Tried last and seldom: it is the only pattern that has to look through a whole line.
    return (line.endswith((")", ").")) or "Foto" in line) and CAPTIONED.fullmatch(line) is not None


MARKERS = re.compile(
    # Begins with two letters, so that the search skips from one of them to the next.
    r"A(?<!\wA)(?:DVERTISEMENT\b(?:\s{1,3}SCROLL TO (?:CONTINUE|RESUME)(?: WITH)? CONTENT\b)?"
    r"|(?:(?<=[.!?:”\"’')…]A)|(?<=[.!?:”\"’')…] A))dvertisement(?=\s|\Z))"
    r"|SCROLL TO (?:CONTINUE|RESUME)(?: WITH)? CONTENT\b"
)
"""Advertising marks in running text; the only furniture that is taken out of a quotation, whose words it interrupts."""

INLINE: dict[str, re.Pattern[str]] = {
    "photo credit": re.compile(
        r"[(\[](?:(?:(?:Ket\.? ?)?[Ff]oto|Photo|Gambas) ?:[^()\[\]\n]{1,100}[)\]]"
        r"|(?<=\()(?:[Dd]ok\.? ?[Ii]stimewa|ist|istimewa)\))"
    ),
    "credited caption": re.compile(r"\((?:ANTARA(?: FOTO)?|KOMPAS\.com|AFP|REUTERS)/[^()\n]{1,80}\)"),
    "channel": re.compile(r"Ikuti Whats[Aa]pp Channel Republika(?: ?sumber ?: ?\w{2,20})?"),
    "post": re.compile(
        rf"(?:Lihat postingan ini di Instagram ?{_POSTED}|View this post on Instagram ?{_POSTED}"
        r"|A post shared by|Sebuah kiriman dibagikan oleh) [^\n()]{1,80}\(@[\w.]{1,40}\)(?: ?Loading\.\.\.)?"
    ),
}
"""Furniture in running text whose two ends are certain. "Baca juga" isn't here: see `corpus.headlines`."""

READ_ALSO = re.compile(
    # Begins with a letter and looks back from there, so that the search skips from one such letter to the next.
    r"(?:B(?<![\w\"“].)(?:aca|ACA)|S(?<![\w\"“].)imak(?=\s?(?:[Jj]uga|JUGA|[Pp]ula))"
    r"|L(?<![\w\"“].)ihat(?=\s?(?:[Jj]uga|JUGA|[Pp]ula)))"
    r"(?:\s?(?:[Jj]uga|JUGA|[Pp]ula)(?:\s?[Vv]ideo)?)?\s?:\s?(?=[\"“'‘A-Z0-9])"
)
"""What comes before the headline of another article."""

TAIL: dict[str, re.Pattern[str]] = {
    # "(asp)", "(abc/xyz)", "(hm.ys)", "** (SIS)"
    "initials": re.compile(
        r"[.!?…”\"’*)\n][\s*]{0,4}\((?:[a-z]{2,8}|[A-Za-z]{2,4})(?:[/.\-][A-Za-z]{2,8}){0,3}\)[\s*.]{0,4}\Z"
    ),
    # "(Nama Penulis)", "(Tribunnews.com/Nama Penulis)", "(Humas/Nama//XY/Foto:ZZ)"
    "author": re.compile(
        r"[.!?…”\"’*\n]\s{0,4}\((?:[A-Z][\w.'’]{0,20}(?: [A-Z][\w.'’]{0,20}){0,4} ?"
        r"|[^()\n]{0,60}(?:\.com|\.co\.id|\.id|\.co|Humas|Kominfo|MC)[^()\n]{0,60}|[^()\n]{1,40}/[^()\n]{1,60}"
        r"|Foto\s?:[^()\n]{1,60})\)[\s*.]{0,4}\Z"
    ),
    "end mark": re.compile(_AFTER_TEXT + r"(?:\(\*{1,3}\)|\*{2,3}|#{2,3}|-{3,5})\s{0,4}\Z"),
    "tags": re.compile(r"\n\s{0,4}(?:Tags?|Topik|Kata Kunci)\s?:[^.!?]{0,900}\Z", re.I),
    "credits": re.compile(rf"[.!?…”\"’)*\n]\s{{0,4}}(?:{_CREDIT}\s?:\s?[^\n.!?:]{{1,60}}){{1,4}}\Z", re.I),
    "published elsewhere": re.compile(
        _AFTER_TEXT + r"(?:Artikel|Berita) ini (?:telah|sudah)(?: lebih dulu)? (?:tayang|terbit|naik|dimuat) di\b[^\n]{0,260}\Z"
    ),
    "continued elsewhere": re.compile(
        _AFTER_TEXT + r"(?:(?:Baca|Simak)(?: berita| informasi)? (?:selengkapnya|lengkapnya)|Selengkapnya)"
        r"\s?(?:baca |klik )?(?:di\s?sini|\.\.\.|-{0,3}>+)[\s.>]{0,5}\Z",
        re.I,
    ),
    "video": re.compile(_AFTER_TEXT + r"(?:Lihat|Simak|Tonton|Saksikan) (?:juga )?[Vv]ideo ?['‘][^\n]{5,160}['’] ?:?\Z"),
    "next page": re.compile(_AFTER_TEXT + r"(?:Halaman|Baca) [Ss]elanjutnya[\s\->.]{0,20}\Z"),
    "translated": re.compile(_AFTER_TEXT + r"Artikel ini (?:pertama kali|diterjemahkan|diadaptasi)[^\n.!?\"“”]{10,200}\Z"),
    # "Simak berita pilihan di ponselmu. Pilih saluran ... WhatsApp Channel : https://... Pastikan kamu sudah install ..."
    "channel": re.compile(
        _AFTER_TEXT + r"(?:(?:Simak|Dapatkan|Update|Ikuti)[^\n.!?\"“”]{5,120}[.!?]\s?)?"
        rf"(?:Pilih saluran|Akses|Ikuti|Gabung|Dapatkan|Update)[^\n\"“”]{{0,120}}{_MEDIA}[^\n\"“”]{{0,220}}\Z"
    ),
    "copyright": re.compile(r"[.!?…”\"’)\n\w]\s{0,4}(?:Copyright|Hak Cipta)\s?©[^\n]{0,80}\Z", re.I),
}
"""What ends a text and isn't it: taken off again and again until none is left.

Each begins with the last character of the text, which stays: a search for one skips to the next such character, where one
that looks back from what goes tries every place.
"""

TAIL_NEEDS = {"copyright": "©"}
"""Signs without which a pattern of TAIL that would try the end of every word matches nothing."""

TAIL_LIMIT = 1200
"""Characters at the end of a text in which TAIL is looked for."""

HEAD = re.compile(
    r"\A\s{0,8}(?:Laporan\s(?:Wartawan|Reporter|Jurnalis|Kontributor)|Penulis\s?:|Laporan\s?:?)[^\n\"“”]{2,110}?\s"
    r"(?=[A-Z][A-Z\-]{3,30}\s?\.\s?(?:COM|CO\.ID|CO|ID|NET)\b)"
)
"""The byline before a dateline, where the paragraph break between them is lost."""
