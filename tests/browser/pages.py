"""Every page of the site, for the checks that hold everywhere."""

from __future__ import annotations

from tests.browser.conftest import Site

ADDRESSES = {
    "opening": "/",
    "results": "/?q=berita+bohong",
    "filtered": "/?q=pemilu&mode=keyword&stance=FAVOR&date_from=2023",
    "results in English": "/en/?q=pemilu",
    "nothing found": "/?q=zzzz&mode=keyword&topic=unity",
    "impossible": "/?q=pemilu&date_from=2024&date_to=2023",
    "quotation": "/kutipan/{ordinary}",
    "quotation in English": "/en/kutipan/{ordinary}",
    "changed after publication": "/kutipan/{changed}",
    "withdrawn": "/kutipan/{withdrawn}",
    "hostile quotation": "/kutipan/{hostile}",
    "report": "/lapor/{ordinary}",
    "report sent": "/lapor/{ordinary}?terkirim=1",
    "verify": "/periksa",
    "verified": "/periksa?q=jangan+mudah+percaya+berita+bohong+yang+lewat+di+grup+percakapan",
    "claim": "/klaim",
    "speakers": "/pembicara",
    "institutions": "/lembaga",
    "compare": "/bandingkan",
    "about": "/tentang",
    "about in English": "/en/tentang",
    "missing": "/tidak/ada",
}


def address_of(name: str, site: Site) -> str:
    """Return the path of a page."""
    return ADDRESSES[name].format(ordinary=site.ordinary, changed=site.changed, withdrawn=site.withdrawn, hostile=site.hostile)
