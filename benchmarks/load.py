"""Many readers at once: requests at an even rate against a served data folder, and what became of them. `make bench-load`.

    python -m benchmarks.load --data DIR [--rate 50] [--seconds 120] [--workers 4] [--markdown FILE]

No query is asked twice: neither memory of answers nor memory of vectors decides. Client and server share the machine. Before
the load, one reader alone opens the search page as in `benchmarks.load_pages`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from urllib.parse import quote, urlencode

from benchmarks import load_pages, machine, serving
from benchmarks.load_client import Outcome, ask, evenly
from benchmarks.load_report import as_markdown
from corpus.records import QuotationView
from corpus.settings import Settings
from corpus.store import Store

MIX: Mapping[str, int] = {
    "page, hybrid": 25,
    "page, keyword": 15,
    "page, hybrid, filtered": 10,
    "endpoint, hybrid": 15,
    "endpoint, keyword": 10,
    "quotation": 20,
    "timeline": 5,
}
"""Of a hundred requests: mostly searches, all with facets, and quotations that were found by them."""

UNBOUNDED = "1000000000"  # requests are counted as always, and never refused
ALONE = 100  # searches of one reader alone
MEBIBYTE = 2**20


def queries(views: Sequence[QuotationView], seed: int = 1) -> Iterator[str]:
    """Yield runs of two to four words of quotations, none of them twice: as frequent in texts as what people ask."""
    chance = random.Random(seed)
    seen: set[str] = set()
    for view in chance.sample(views, len(views)):
        words = re.findall(r"[a-z]{3,}", view.text.lower())
        length = chance.randint(2, 4)
        start = chance.randint(0, max(0, len(words) - length))
        query = " ".join(words[start : start + length])
        if query and query not in seen:
            seen.add(query)
            yield query


def requests(views: Sequence[QuotationView], asked: Iterator[str], seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield kinds and paths until the queries are used up, the same for the same seed."""
    chance = random.Random(seed)
    kinds, weights = list(MIX), list(MIX.values())
    while True:
        kind = chance.choices(kinds, weights)[0]
        view = chance.choice(views)
        if kind == "quotation":
            yield kind, f"/kutipan/{quote(view.id)}"
            continue
        query = next(asked, None)
        if query is None:
            return
        values = {"q": query, "mode": "keyword" if "keyword" in kind else "hybrid"}
        if "filtered" in kind:
            values |= {"kind": "direct", "date_from": str(chance.randint(2018, 2024))}
        start = {"page": "/", "endpoint": "/api/v1/search", "timeline": "/api/v1/timeline"}[kind.partition(",")[0]]
        yield kind, f"{start}?{urlencode(values)}"


def main(given: Sequence[str] | None = None) -> int:
    """Serve a data folder, ask it, and print what became of it; 1 when any request failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rate", type=float, default=50, help="requests a second")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--markdown", type=Path, help="write a page here")
    chosen = parser.parse_args(given)
    with Store.open(Settings(data=chosen.data).store_address, create=False) as store:
        views = list(store.all_views())
    facts = machine.facts()
    asked = queries(views)
    kutipan = [
        *("env", f"KUTIPAN_WORKERS={chosen.workers}"),
        *(f"{name}={UNBOUNDED}" for name in ("KUTIPAN_RATE_LIMIT", "KUTIPAN_RATE_LIMIT_MEANING")),
        *(sys.executable, "-m", "kutipan", "--data", str(chosen.data)),
    ]
    with serving.server(kutipan) as (connection, process):
        address = f"http://{connection.host}:{connection.port}"
        warm = (("warm-up", f"/?{urlencode({'q': query})}") for query in islice(asked, 16 * chosen.workers))
        asyncio.run(ask(address, evenly(8, 2 * chosen.workers), warm))  # each worker reads its model with its first query
        figures = load_pages.figures(address, list(islice(asked, ALONE)))
        outcome = asyncio.run(ask(address, evenly(chosen.rate, chosen.seconds), requests(views, asked)))
        memory = serving.memory(process) / MEBIBYTE
    facts |= {
        "asked": f"{chosen.rate:g} requests a second for {chosen.seconds:g} seconds, {chosen.workers} workers, "
        f"{len(views):,} quotations, no query twice",
        "answered": f"{outcome.answered:,} requests, {outcome.bytes / MEBIBYTE:,.0f} MiB compressed",
        "load average at the end": f"{os.getloadavg()[0]:.1f}",
        "server": f"{memory:,.0f} MiB resident at the end, all processes",
    }
    page = as_markdown(facts, figures, outcome, list(MIX))
    if chosen.json:
        chosen.json.write_text(json.dumps(_record(facts, outcome), indent=1) + "\n", encoding="utf-8")
    if chosen.markdown:
        chosen.markdown.write_text(page, encoding="utf-8")
    print(page)
    return 1 if outcome.errors else 0


def _record(facts: Mapping[str, str], outcome: Outcome) -> dict[str, object]:
    return {"machine": dict(facts), "seconds": dict(outcome.seconds), "errors": dict(outcome.errors)}


if __name__ == "__main__":
    sys.exit(main())
