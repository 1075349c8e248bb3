"""`kutipan digest`: letters to those who asked to be told, for a timer to start."""

from __future__ import annotations

import json

import click

from corpus.errors import ConfigurationError
from corpus.settings import Settings


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--frequency", type=click.Choice(["daily", "weekly"]), help="Only these digests (default: all that are due).")
@click.pass_obj
def digest(settings: Settings, frequency: str | None) -> None:
    """Send by mail what is new to those who subscribed to a search.

    For a timer, once an hour or once a day, after `kutipan follow` or `kutipan index`: a digest is due a day or a week after
    the last one, and only when there is something new. Needs KUTIPAN_SMTP_URL, KUTIPAN_MAIL_FROM and KUTIPAN_SITE_URL. Exit
    code 1: some letters could not be handed over; they are tried again at the next run.
    """
    from corpus.opening import open_store
    from corpus.store.records import Frequency
    from webui import post
    from webui.digests import send_due
    from webui.serving import build

    carrier = post.from_settings(settings)
    if carrier is None:
        raise ConfigurationError("no mail server is set: give KUTIPAN_SMTP_URL, KUTIPAN_MAIL_FROM and KUTIPAN_SITE_URL")
    only = frozenset(Frequency) if frequency is None else frozenset({Frequency(frequency)})
    with open_store(settings) as store:
        app = build(settings)
        with carrier.session() as session:
            done = send_due(app, store, session, only)
    click.echo(json.dumps(dict(sorted(done.items()))))
    if done["failed"] or done["impossible"]:
        click.get_current_context().exit(1)
