"""`kutipan token`: who may write through the web."""

from __future__ import annotations

import datetime as dt
import json

import click

from corpus.settings import Settings

CONTEXT = {"help_option_names": ["-h", "--help"]}


@click.group(context_settings=CONTEXT)
def token() -> None:
    """Tokens by which programs write through the web: make, list, revoke.

    Without a token the server is for reading alone. Only a digest of each is stored: who reads the store cannot use them.
    """


@token.command(context_settings=CONTEXT)
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice(["correct", "moderate"]),
    help="correct: put quotations right; moderate: decide readers' reports; repeats.",
)
@click.option("--days", type=click.IntRange(1, 3650), help="Days after which it expires (default: never).")
@click.pass_obj
def create(settings: Settings, name: str, scopes: tuple[str, ...], days: int | None) -> None:
    """Make a token for NAME, whose name is kept with everything written by it. It is shown once.

    \b
      kutipan token create "Redaksi Kabar Muara" --scope correct --days 365
    """
    from corpus.errors import ConfigurationError, InputRejected
    from corpus.opening import open_store
    from corpus.store import Scope

    expires = dt.datetime.now(dt.UTC) + dt.timedelta(days=days) if days else None
    with open_store(settings) as store:
        try:
            made, secret = store.create_token(name, [Scope(scope) for scope in scopes], expires)
        except InputRejected as error:
            raise ConfigurationError(error.reason) from error
    click.echo(f"token {made.number} of {made.name}; keep it now, it cannot be shown again:", err=True)
    click.echo(secret)


@token.command("list", context_settings=CONTEXT)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="Form of the list.")
@click.pass_obj
def list_(settings: Settings, form: str) -> None:
    """List all tokens, those that have ended too: number, name, scopes, when it was last used, when it ends or ended."""
    from corpus.opening import open_store

    with open_store(settings) as store:
        tokens = store.tokens()
    for each in tokens:
        scopes = sorted(each.scopes)
        if form == "json":
            moments = {"created_at": each.created_at, "expires_at": each.expires_at, "revoked_at": each.revoked_at}
            record = {"number": each.number, "name": each.name, "scopes": scopes}
            record |= {name: moment and moment.isoformat() for name, moment in moments.items()}
            click.echo(json.dumps(record | {"used_on": each.used_on and each.used_on.isoformat()}, ensure_ascii=False))
            continue
        ends = f"revoked {each.revoked_at:%Y-%m-%d}" if each.revoked_at else "never expires"
        if each.expires_at and not each.revoked_at:
            ends = f"expires {each.expires_at:%Y-%m-%d}"
        used = f"used {each.used_on:%Y-%m-%d}" if each.used_on else "never used"
        click.echo(f"{each.number:5}  {each.name}  ({', '.join(scopes)}; {used}; {ends})")


@token.command(context_settings=CONTEXT)
@click.argument("number", type=int)
@click.pass_obj
def revoke(settings: Settings, number: int) -> None:
    """End a token, at once and for good. What was written by it stays."""
    from corpus.errors import ConfigurationError, InputRejected
    from corpus.opening import open_store

    with open_store(settings) as store:
        try:
            ended = store.revoke_token(number)
        except InputRejected as error:
            raise ConfigurationError(error.reason) from error
    click.echo(f"token {ended.number} of {ended.name} opens nothing any more", err=True)
