"""What an alleged quotation is, on the command line: a verdict with the real words beside it, or the endpoint's JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from search.differences import Change
from search.verify import Match, Note, Verdict, Verification
from webui.commands.terminal import beside
from webui.exporting import addresses

if TYPE_CHECKING:
    from rich.text import Text

VERDICTS = {
    Verdict.VERBATIM: ("Verbatim", "bold green"),
    Verdict.ALTERED: ("Altered", "bold red"),
    Verdict.DIFFERENT_SPEAKER: ("Another speaker's words", "bold red"),
    Verdict.NOT_FOUND: ("Not found in this corpus", "bold yellow"),
}
NOTES = {
    Note.EXCERPT: "a part of a longer quotation",
    Note.JOINED: "several neighbouring quotations joined",
    Note.REORDERED: "parts changed places",
    Note.INDIRECT: "the words stand only in indirect speech: they are the reporter's",
    Note.NEGATION_ADDED: "a negation was added: the meaning may be the opposite",
    Note.NEGATION_DROPPED: "a negation was dropped: the meaning may be the opposite",
    Note.SPEAKER_UNKNOWN: "the source does not say clearly who spoke",
    Note.ATTRIBUTED_DIFFERENTLY: "sources name different speakers for these words",
    Note.IN_ARTICLE: "the words stand in an article, but not as a quotation",
}
MARKS = {Change.SAME: "", Change.ONLY_FIRST: "red strike", Change.ONLY_SECOND: "green underline", Change.SKIPPED: "dim italic"}
# Without colours (a file, a screen reader) the marks are these.
SIGNS = {Change.ONLY_FIRST: ("[-", "-]"), Change.ONLY_SECOND: ("{+", "+}"), Change.SKIPPED: ("[…", "…]")}


def show(found: Verification, form: str) -> None:
    """Print a verification."""
    if form == "json":
        from webui.api import verification

        print(json.dumps(verification.verification(found, addresses, {}), ensure_ascii=False, indent=2))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console()
    name, style = VERDICTS[found.verdict]
    notes = "; ".join(NOTES[note] for note in found.notes)
    console.print(f"{name}{': ' if notes else ''}{notes}", style=style, markup=False, highlight=False)
    table = Table(box=box.SIMPLE, show_lines=True, expand=True, pad_edge=False)
    table.add_column("Alike", justify="right", no_wrap=True)
    table.add_column("[-alleged only-] {+real only+}".replace("[", r"\["), ratio=3)
    table.add_column("Who, when, where", ratio=2)
    for match in found.matches:
        table.add_row(f"{match.similarity:.0%}", _differences(match), beside(match.quotations[0]))
    if found.matches:
        console.print(table)


def _differences(match: Match) -> Text:
    from rich.text import Text

    parts = []
    for piece in match.pieces:
        before, after = SIGNS.get(piece.change, ("", ""))
        parts.append(Text(f"{before}{piece.text}{after}", MARKS[piece.change]))
    return Text(" ").join(parts)
