"""`kutipan speakers` and `kutipan review`: the register of speakers and the doubtful attributions, on the command line.

Results go to standard output as tables or JSON, what was decided to standard error. Who decides is the user of the machine
unless --who says otherwise.
"""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from corpus.errors import ConfigurationError
from corpus.settings import Settings

if TYPE_CHECKING:
    from corpus.store import Correction, SpeakerDecision, Store
    from indexer.register import Portrait

Command = TypeVar("Command", bound=Callable[..., Any])

HELP = {"help_option_names": ["-h", "--help"]}  # as of all commands
FORM = click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="Form of the results.")
ID = click.argument("identity", metavar="ID")


def _decision(command: Command) -> Command:
    """Add the options that every decision keeps: who, and why."""
    command = click.option("--why", default="", help="The reason, kept with the decision.")(command)
    return click.option("--who", default=None, help="Who decides (default: the user of this machine).")(command)


@click.group(context_settings=HELP)
def speakers() -> None:
    """Who is who: list and show speakers, and decide about them by hand."""


@speakers.command("list")
@click.argument("words", nargs=-1)
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Speakers to show.")
@click.option("--kind", type=click.Choice(["person", "institution"]), help="Only people, or only institutions.")
@FORM
@click.pass_obj
def list_speakers(settings: Settings, words: tuple[str, ...], limit: int, kind: str | None, form: str) -> None:
    """List speakers whose names have all WORDS, the most quoted first."""
    wanted = [word.lower() for word in words]
    with _store(settings) as store:
        found = [
            speaker
            for speaker in store.speakers()
            if (kind is None or speaker.kind == kind) and all(word in speaker.name.lower() for word in wanted)
        ][:limit]
    if form == "json":
        rows = [{"id": s.id, "name": s.name, "kind": s.kind, "quotations": s.quotations} for s in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for speaker in found:
            click.echo(f"{speaker.quotations:7}  {speaker.id}  {speaker.name}")


@speakers.command()
@ID
@FORM
@click.pass_obj
def show(settings: Settings, identity: str, form: str) -> None:
    """Show a speaker's spellings, and offices with the days on which they were first and last seen."""
    from indexer import register

    with _store(settings) as store:
        found = register.portrait(store, identity)
    _show(found, form)


@speakers.command()
@ID
@click.argument("other", metavar="OTHER-ID")
@_decision
@click.pass_obj
def merge(settings: Settings, identity: str, other: str, who: str | None, why: str) -> None:
    """Decide that two speakers are one. The decision is kept across all later runs."""
    from indexer import register

    with _store(settings) as store:
        left = register.merge(store, identity, other, who=who or getpass.getuser(), why=why)
    click.echo(f"one speaker: {left.id} ({left.name}), {left.quotations} quotations", err=True)


@speakers.command()
@ID
@click.option("--name", help="Take the mentions with exactly this spelling.")
@click.option("--office", help="Take the mentions whose role and affiliation have all these words.")
@click.option("--document", "documents", multiple=True, help="Take the mentions of this document; repeats.")
@_decision
@click.pass_obj
def split(
    settings: Settings,
    identity: str,
    who: str | None,
    why: str,
    name: str | None,
    office: str | None,
    documents: tuple[str, ...],
) -> None:
    """Decide that some mentions of a speaker are another person's. The decision is kept across all later runs."""
    from indexer import register

    with _store(settings) as store:
        chosen = register.Choice(name=name, office=office, documents=frozenset(documents))
        stays, goes = register.split(store, identity, chosen, who=who or getpass.getuser(), why=why)
    for speaker in (stays, goes):
        click.echo(f"{speaker.id} ({speaker.name}): {speaker.quotations} quotations", err=True)


@speakers.command()
@ID
@click.argument("name")
@_decision
@click.pass_obj
def rename(settings: Settings, identity: str, name: str, who: str | None, why: str) -> None:
    """Decide what a speaker is called; the id stays."""
    from indexer import register

    with _store(settings) as store:
        renamed = register.rename(store, identity, name, who=who or getpass.getuser(), why=why)
    click.echo(f"{renamed.id} is called {renamed.name}", err=True)


@speakers.command()
@FORM
@click.pass_obj
def decisions(settings: Settings, form: str) -> None:
    """List what was decided by hand, the newest first, with the number by which `kutipan speakers undo` knows it."""
    with _store(settings) as store:
        made = list(reversed(store.decisions()))
    for decision in made:
        about = sorted({name for _, name in decision.members})
        if form == "json":
            record = {"number": decision.number, "action": decision.action, "about": about, "name": decision.name or None}
            click.echo(json.dumps(record | _history(decision), ensure_ascii=False))
        else:
            name = f" -> {decision.name}" if decision.name else ""
            click.echo(f"{decision.number:5}  {decision.action}  {', '.join(about)}{name}{_told(decision)}")


@speakers.command()
@click.argument("number", type=int)
@_decision
@click.pass_obj
def undo(settings: Settings, number: int, who: str | None, why: str) -> None:
    """Take a merge, split or renaming back by its number; it stays in the history."""
    from indexer import register

    with _store(settings) as store:
        done = register.undo(store, number, who=who or getpass.getuser(), why=why)
    click.echo(f"decision {number} taken back; {done.changed} quotations show another speaker now", err=True)


@speakers.command()
@click.pass_obj
def resolve(settings: Settings) -> None:
    """Settle anew who is who. Every ingest does it too; after it, `kutipan index` follows the changes."""
    from indexer import register

    with _store(settings) as store:
        done = register.resolve(store)
    click.echo(
        f"{done.people} people and {done.institutions} institutions; {done.changed} quotations show another speaker now",
        err=True,
    )


@click.command(context_settings=HELP)
@click.argument("quotation", metavar="[QUOTATION-ID]", required=False)
@click.option("--below", type=click.FloatRange(0, 1), default=0.7, show_default=True, help="List those less certain than this.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Quotations to list.")
@click.option("--speaker", help="Correct the speaker's name (empty: unknown).")
@click.option("--role", help="Correct the office.")
@click.option("--affiliation", help="Correct the institution or place of the office.")
@click.option("--kind", type=click.Choice(["direct", "indirect", "mixed"]), help="Correct the kind.")
@click.option("--not-a-quotation", "wrong", is_flag=True, help="It is no quotation at all.")
@click.option("--corrections", "listed", is_flag=True, help="List what was corrected, the newest first, with its number.")
@click.option("--undo", "taken_back", type=int, metavar="NUMBER", help="Take a correction back; it stays in the history.")
@click.option("--reports", "reported", is_flag=True, help="List what readers reported and nobody has decided yet.")
@click.option("--accept", "accepted", type=int, metavar="NUMBER", help="Correct as a report says, or as the options above say.")
@click.option("--reject", "rejected", type=int, metavar="NUMBER", help="Decide that a report is mistaken.")
@_decision
@FORM
@click.pass_obj
def review(
    settings: Settings,
    /,
    quotation: str | None,
    below: float,
    limit: int,
    form: str,
    wrong: bool,
    listed: bool,
    taken_back: int | None,
    reported: bool,
    accepted: int | None,
    rejected: int | None,
    who: str | None,
    why: str,
    **fields: Any,
) -> None:
    """List doubtful attributions with their passages, correct one, take a correction back, or decide on readers' reports.

    \b
    kutipan review --below 0.6
    kutipan review 3f1c5a9e0b7d2468 --speaker "Ratna Sekarwati" --role Bupati --why "named two paragraphs above"

    \b
    kutipan review --corrections
    kutipan review --undo 12 --why "it was a quotation after all"

    \b
    kutipan review --reports
    kutipan review --accept 7 --speaker "Ratna Sekarwati" --why "the full name"
    kutipan review --reject 8 --why "the article names the deputy"

    A correction is kept with who, when and why, and wins over every later version of the pipeline. One that is taken back
    stays listed; what the pipeline finds takes its place again.
    """
    from indexer import register
    from webui.commands import reports

    given = {name: value for name, value in fields.items() if value is not None}
    asked = [quotation is not None, listed, taken_back is not None, reported, accepted is not None, rejected is not None]
    if asked.count(True) > 1:
        raise ConfigurationError(
            "a QUOTATION-ID, --corrections, --undo, --reports, --accept and --reject exclude each other: give one of them"
        )
    if quotation is None and accepted is None and (given or wrong):
        raise ConfigurationError("what is to be corrected? Give the QUOTATION-ID too, as `kutipan review` lists it")
    with _store(settings) as store:
        if listed:
            for correction in store.corrections()[:limit]:
                _show_correction(correction, form)
            return
        if taken_back is not None:
            _take_back(settings, store, taken_back, who or getpass.getuser(), why)
            return
        if reported:
            reports.list_reports(store, limit, form)
            return
        if accepted is not None:
            reports.accept(store, accepted, given, who=who or getpass.getuser(), why=why, wrong=wrong)
            return
        if rejected is not None:
            reports.reject(store, rejected, who=who or getpass.getuser(), why=why)
            return
        if quotation is None:
            for view in store.doubtful(below, limit):
                _show_doubt(view, form)
            return
        store.correct(quotation, given, wrong=wrong, who=who or getpass.getuser(), why=why)
        register.resolve(store)
    click.echo(f"{quotation}: corrected; `kutipan index` brings the search up to date", err=True)


def _take_back(settings: Settings, store: Store, number: int, who: str, why: str) -> None:
    from indexer import rereading
    from indexer.annotate import Labeller

    done = rereading.take_back(store, number, Labeller.load(settings.topics_path), who=who, why=why)
    click.echo(f"{done.quotation_id}: correction {number} taken back; `kutipan index` brings the search up to date", err=True)


def _show_correction(correction: Correction, form: str) -> None:
    right = {"wrong": True} if correction.wrong else dict(correction.fields)
    if form == "json":
        record = {"number": correction.number, "quotation": correction.quotation_id, "text": correction.text}
        record |= {"right": right, "before": dict(correction.before)}
        click.echo(json.dumps(record | _history(correction), ensure_ascii=False))
        return
    said = "no quotation" if correction.wrong else ", ".join(f"{name}: {value}" for name, value in right.items())
    click.echo(f"{correction.number:5}  {correction.quotation_id}  {said}{_told(correction)}")
    click.echo(f"       {correction.text}\n")


def _history(made: Correction | SpeakerDecision) -> dict[str, Any]:
    """Return who decided something, when and why, and the same of its being taken back."""
    record: dict[str, Any] = {"who": made.who, "why": made.why, "made_at": made.made_at and made.made_at.isoformat()}
    back = made.revoked
    return record | {"revoked": back and {"who": back.who, "why": back.why, "made_at": back.made_at.isoformat()}}


def _told(made: Correction | SpeakerDecision) -> str:
    when = f", {made.made_at:%Y-%m-%d}" if made.made_at else ""
    told = f"  ({made.who}{when}{f': {made.why}' if made.why else ''})"
    back = made.revoked
    if back is None:
        return told
    return f"{told}  taken back ({back.who}, {back.made_at:%Y-%m-%d}{f': {back.why}' if back.why else ''})"


def _show(found: Portrait, form: str) -> None:
    speaker = found.speaker
    offices = [
        {
            "role": each.role,
            "affiliation": each.affiliation,
            "first": each.first and each.first.isoformat(),
            "last": each.last and each.last.isoformat(),
            "quotations": each.quotations,
            "current": each.current,
        }
        for each in found.offices
    ]
    if form == "json":
        record = {"id": speaker.id, "name": speaker.name, "kind": speaker.kind, "quotations": speaker.quotations}
        click.echo(json.dumps(record | {"spellings": dict(found.spellings), "offices": offices}, ensure_ascii=False, indent=1))
        return
    click.echo(f"{speaker.name} ({speaker.id}): {speaker.quotations} quotations")
    for spelling, count in found.spellings:
        click.echo(f"  {count:6}  {spelling}")
    for each in found.offices:
        click.echo(f"  {each.office}{each.period and ', '}{each.period} ({each.quotations})")


def _show_doubt(view: Any, form: str) -> None:
    if form == "json":
        names = ("id", "confidence", "rule", "kind", "speaker", "role", "affiliation", "speaker_reason", "text", "context")
        click.echo(json.dumps({name: getattr(view, name) for name in names}, ensure_ascii=False))
        return
    office = ", ".join(filter(None, (view.role, view.affiliation)))
    who = f"{view.speaker or view.speaker_reason or '-'}{f' ({office})' if office else ''}"
    click.echo(f"{view.id}  {view.confidence:.2f}  {who}")
    click.echo(f"  {view.context.replace(view.text, f'>>{view.text}<<', 1)}\n")


def _store(settings: Settings) -> Store:
    from corpus.opening import open_store  # not at the top: the command line must not wait for it before a search

    return open_store(settings)
