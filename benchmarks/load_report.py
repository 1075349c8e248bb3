"""What became of the requests of `benchmarks.load` -> a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from benchmarks.load_client import Outcome
from benchmarks.report import Figure, as_record, rows
from benchmarks.serving import percentile

SHARES = (50, 95, 99)


def as_markdown(facts: Mapping[str, str], figures: Sequence[Figure], outcome: Outcome, kinds: Iterable[str]) -> str:
    """Return the page: the machine, the page opened by one reader, times by kind of request, and errors."""
    everything = [value for values in outcome.seconds.values() for value in values]
    by_kind = [(kind, outcome.seconds.get(kind, [])) for kind in kinds] + [("**all**", everything)]
    lines = [
        "# Performance under load",
        "",
        f"Measured on {dt.date.today().isoformat()} by `make bench-load`, which writes this page.",
        "",
        *(f"- {name}: {value}" for name, value in facts.items()),
        "",
        "## One reader",
        "",
        *rows(as_record(facts, "", figures)["figures"]),
        "",
        "## Many readers",
        "",
        "Requests come at an even rate, whether earlier ones were answered or not. Times run from the moment at which a "
        "request was due to the last byte of its answer.",
        "",
        "| request | answered | p50, ms | p95, ms | p99, ms | most, ms |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for kind, values in by_kind:
        if values:
            shown = [*(percentile(values, share) for share in SHARES), max(values)]
            lines.append(f"| {kind} | {len(values):,} | {' | '.join(f'{1000 * value:,.0f}' for value in shown)} |")
    errors = ", ".join(f"{count:,} {name}" for name, count in outcome.errors.most_common()) or "none"
    lines += ["", f"Errors: {errors}. The client itself was at most {1000 * outcome.late:.0f} ms late with a request."]
    return "\n".join(lines) + "\n"
