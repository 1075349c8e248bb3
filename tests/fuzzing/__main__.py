"""`python -m tests.fuzzing`: attack every reader of input for a time, one after the other, and say what was found.

Exit code 1 where anything was found. Figures add up in the folder of findings, so that an hour may be several runs.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tests.fuzzing.attacks import as_record, attack, from_record
from tests.fuzzing.report import as_markdown
from tests.fuzzing.targets import TARGETS


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)} (default: all)")
    parser.add_argument("--seconds", type=float, default=170, help="for all targets together (default: ten for each)")
    parser.add_argument("--seed", type=int, default=0, help="another seed, other mutations")
    parser.add_argument("--findings", type=Path, default=Path("build/fuzzing"), help="folder for findings and figures")
    parser.add_argument("--markdown", type=Path, help="write a page here (docs/fuzzing.md is one)")
    given = parser.parse_args()
    if unknown := set(given.targets) - set(TARGETS):
        parser.error(f"no target is called {min(unknown)!r}")
    chosen = [TARGETS[name] for name in given.targets or TARGETS]
    kept = given.findings / "figures.json"
    figures = from_record(json.loads(kept.read_text(encoding="utf-8"))) if kept.exists() else {}
    found = False
    for target in chosen if given.seconds > 0 else []:
        came = attack(target, given.seconds / len(chosen), given.seed, given.findings)
        found = found or bool(came.findings)
        print(
            f"{target.name}: {came.inputs:,} inputs, {came.branches:,} branches, {came.slowest} s at most,"
            f" {came.memory} MiB, {len(came.findings)} findings",
            flush=True,
        )
        figures[target.name] = figures[target.name].with_more(came) if target.name in figures else came
        given.findings.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(as_record(figures), indent=1), encoding="utf-8")
    if given.markdown:
        given.markdown.write_text(as_markdown(figures), encoding="utf-8")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
