"""Every page of the site, for the checks that hold everywhere."""

from __future__ import annotations

from collections import Counter
from functools import cache
from urllib.parse import quote

from corpus.store import Store
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
    "judged": "/klaim?topic=unity&depth=12&claim=Kerukunan+antarumat+beragama+harus+dijaga+bersama.",
    "speakers": "/pembicara",
    "who says it most": "/pembicara?q=pemilu",
    "speaker": "/pembicara/{speaker}",
    "speaker in English": "/en/pembicara/{speaker}",
    "no such speaker": "/pembicara/tidak-ada",
    "institutions": "/lembaga",
    "institution": "/lembaga?affiliation={institution}",
    "endpoint": "/api/v1/docs",
    "compare": "/bandingkan",
    "compared speakers": "/bandingkan?side={speaker}&side={other}",
    "compared on a topic": "/en/bandingkan?side={speaker}&side={other}&topic=elections&q=pemilu",
    "compared periods": "/bandingkan?by=period&side=2023&side=2024&side=2025",
    "not to be compared": "/bandingkan?side={speaker}&side=tidak-ada",
    "about": "/tentang",
    "about in English": "/en/tentang",
    "missing": "/tidak/ada",
}


def address_of(name: str, site: Site) -> str:
    """Return the path of a page."""
    fields = {"ordinary": site.ordinary, "changed": site.changed, "withdrawn": site.withdrawn, "hostile": site.hostile}
    return ADDRESSES[name].format(**fields, **most_quoted(site.settings.store_address))


@cache
def most_quoted(store_address: str) -> dict[str, str]:
    """Return the two speakers who are quoted most, and an institution, as addresses name them."""
    with Store.open(store_address, create=False) as store:
        first, second, *_ = store.speakers()
        spoken_for = Counter(mention.affiliation for mention in store.mentions() if mention.affiliation)
    return {
        "speaker": first.id,
        "other": second.id,
        "institution": quote(max(spoken_for, key=lambda name: (spoken_for[name], name))),
    }
