"""`python -m evaluation`: measures on all gold there is and writes docs/quality.md; `--pin` pins the floors."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from corpus.errors import KutipanError
from corpus.settings import Settings
from evaluation import floors, page, ranking, shared
from evaluation.passages import PASSAGES, STANCES
from evaluation.records import Scores
from indexer.annotate import Labeller

PAGE = shared.ROOT / "docs" / "quality.md"
RANKING = shared.ROOT / "docs" / "ranking.md"

PINNED = {
    PASSAGES: (
        "direct.exact.F1", "indirect.overlap80.F1", "all.speaker.strict", "all.speaker.lenient", "all.joint.F1",
        "all.role.tokenF1", "event.name.F1", "event.place.F1", "event.date.F1",
    ),
    STANCES: ("topic.macroF1", "stance.all.FAVOR", "stance.all.AGAINST", "stance.all.NONE", "stance.all.macroF1"),
}  # fmt: skip
"""The scores that are pinned for each of the project's own gold files."""


def main(arguments: list[str] | None = None) -> int:
    """Measure, write the page, report floors that are not kept; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evaluation", description=__doc__)
    parser.add_argument("--page", type=Path, default=PAGE, help="page to write (default: docs/quality.md)")
    parser.add_argument("--keep", type=Path, help="folder for the retrieval index, kept for the next run (default: temporary)")
    parser.add_argument("--no-retrieval", action="store_true", help="leave out retrieval, which embeds 20,000 quotations")
    parser.add_argument("--pin", action="store_true", help="only raise the floors to just under what is measured now")
    parser.add_argument("--lower", action="store_true", help="with --pin: take changed labels and lower scores too")
    options = parser.parse_args(arguments)
    labeller = Labeller.load()
    try:
        if options.pin:
            return pin(labeller, lower=options.lower)
        return write(labeller, options)
    except KutipanError as error:
        print(f"evaluation: {error}", file=sys.stderr)
        return 2


def write(labeller: Labeller, options: argparse.Namespace) -> int:
    """Measure on all gold and write the page; 1 when a floor is not kept."""
    gold = shared.gold()
    if not gold.folder.is_dir():
        print("evaluation: no shared gold (../shared or KUTIPAN_SHARED); measuring on the project's own only", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="kutipan-evaluation-") as temporary:
        settings = Settings(data=options.keep or Path(temporary))
        measurement = page.measure(labeller, gold, settings, ranked=not options.no_retrieval)
        if not options.no_retrieval and gold.has(gold.retrieval):
            RANKING.write_text(ranking.page(settings, gold), encoding="utf-8")
            print(f"wrote {RANKING}", file=sys.stderr)
    kept = floors.load()
    options.page.write_text(page.markdown(measurement, labeller.version, kept), encoding="utf-8")
    print(f"wrote {options.page}", file=sys.stderr)
    failed = {
        f"{name} {score}": values
        for name, floor in kept.items()
        for score, values in floors.below(floor, measurement.own[name]).items()
    }
    for name, (score, least) in failed.items():
        print(f"evaluation: {name} is {score:.3f}, under its floor of {least:.2f}", file=sys.stderr)
    return 1 if failed else 0


def pin(labeller: Labeller, *, lower: bool) -> int:
    """Pin the floors just under the scores on the project's own gold."""
    scores: dict[Path, Scores] = {PASSAGES: page.own_quotations()[2], STANCES: page.own_stances(labeller)[2]}
    old = floors.load() if floors.FILE.exists() else {}
    floors.save(
        {gold.name: floors.pinned(old.get(gold.name), gold, scores[gold], names, lower=lower) for gold, names in PINNED.items()}
    )
    print(f"wrote {floors.FILE}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
