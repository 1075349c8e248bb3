"""GET /tentang : what is in the record, how to ask it, and what it does not know."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from corpus.errors import IndexUnavailable
from search.query import Mode
from webui import vocabulary
from webui.api.parameters import PARAMETERS
from webui.pages.guidance import examples, syntax
from webui.ports import Site

# Sources that are listed by name: a screenful.
MOST_SOURCES = 25

# What the endpoint's description says in English (webui/api/parameters.py).
PARAMETERS_IN_INDONESIAN = {
    "q": (
        'Yang dicari: kata (Indonesia atau Inggris), "frasa persis", "kata berdekatan"~5, awalan*, AND, OR, NOT, NEAR/5, tanda '
        "kurung, serta bidang speaker: role: affiliation: region: topic: stance: source: event: kind: date:2023..2024 "
        "has:speaker confidence:>0.9. Kosong: semua yang lolos saringan, yang terbaru lebih dulu."
    ),
    "mode": "keyword: menurut kata; semantic: menurut makna; hybrid: gabungan keduanya.",
    "speaker": "Hanya kutipan pembicara ini, menurut id.",
    "role": "Hanya kutipan pembicara dengan jabatan ini, seperti tertulis di sumber.",
    "affiliation": "Hanya kutipan pembicara dari lembaga atau tempat ini.",
    "region": "Hanya kutipan dari provinsi, kabupaten, atau kota ini, menurut id.",
    "topic": "Hanya kutipan bertopik ini, menurut id (lihat /api/v1/topics).",
    "stance": "Hanya kutipan yang bersikap begini terhadap topik yang dipilih, atau topik mana pun bila tak ada yang dipilih.",
    "source": "Hanya kutipan yang diterbitkan sumber ini.",
    "kind": "Hanya kutipan jenis ini.",
    "event": "Hanya kutipan yang diucapkan pada acara ini.",
    "document": "Hanya kutipan dalam dokumen ini, menurut id.",
    "date": "Terbit pada waktu itu: tahun, bulan, atau hari, atau rentang seperti 2023..2024 atau 2023-03-01.. .",
    "date_from": "Terbit pada hari, bulan, atau tahun itu atau sesudahnya.",
    "date_to": "Terbit pada hari, bulan, atau tahun itu atau sebelumnya.",
    "order": "relevance: yang paling cocok lebih dulu; newest, oldest: menurut tanggal terbit.",
    "limit": "Banyaknya hasil paling tinggi dalam satu jawaban.",
    "offset": "Hasil yang dilewati. Untuk membaca terus, ikuti links.next atau beri cursor, yang tidak bergeser.",
    "group": "1: kutipan dengan kata yang sama menjadi satu hasil, yang paling cocok di antaranya; 0: satu per satu.",
}


def about_page(site: Site) -> ResponseReturnValue:
    """Answer with the page about this record."""
    try:
        index = site.service.state
    except IndexUnavailable:
        # The page that explains the search must open even while nothing can be searched.
        index = None
    counts = site.store.counts()
    sources = sorted(counts.sources.items(), key=lambda item: -item[1])
    return render_template(
        "about.html",
        here="about",
        counts=counts,
        sources=sources[:MOST_SOURCES],
        further_sources=max(0, len(sources) - MOST_SOURCES),
        index=index,
        topics=[
            {
                "id": topic.id,
                "name": vocabulary.topic_name(topic.id, site.topics),
                "target": vocabulary.in_language(topic.target),
                "description": vocabulary.in_language(topic.description),
            }
            for topic in site.topics
        ],
        modes=[(vocabulary.mode_name(mode), vocabulary.mode_help(mode)) for mode in (Mode.HYBRID, Mode.KEYWORD, Mode.SEMANTIC)],
        syntax=syntax(),
        examples=examples(),
        parameters=[
            {
                "name": each.name,
                "many": each.many,
                "description": vocabulary.in_language({"id": PARAMETERS_IN_INDONESIAN[each.name], "en": each.description}),
            }
            for each in PARAMETERS
        ],
    ), 200
