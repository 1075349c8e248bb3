"""Letters -> a mail server (SMTP). Signing and queueing are that server's work; here a letter is handed over, or is not."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import unquote, urlsplit

from corpus.errors import AddressRefused, ConfigurationError, MailError
from corpus.settings import Settings

PATIENCE = 20.0
"""Seconds to wait for the mail server: one that is near answers in one."""

PORTS = {"smtp": 25, "smtps": 465}


class Carrier(Protocol):
    """Takes letters."""

    def send(self, letter: EmailMessage) -> None:
        """Hand a letter over. Raises AddressRefused when its addressee is refused for good, MailError for all else."""


class SmtpPost:
    """Hands letters to the server at a URL: smtp://HOST, smtp://USER:PASSWORD@HOST:587, smtps://USER:PASSWORD@HOST.

    Over smtp the connection is encrypted as soon as the server can; a password is never sent over one that is not.
    """

    def __init__(self, url: str) -> None:
        """Raises ConfigurationError for a URL that is none of a mail server."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in PORTS or not parts.hostname:
            shown = url.rpartition("@")[2]  # without the password
            raise ConfigurationError(
                f"KUTIPAN_SMTP_URL …{shown!r} is no mail server: write smtp://HOST, smtp://USER:PASSWORD@HOST:587 or smtps://…"
            )
        self._encrypted = parts.scheme == "smtps"
        self._host, self._port = parts.hostname, port or PORTS[parts.scheme]
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")

    def send(self, letter: EmailMessage) -> None:
        """Hand one letter over."""
        with self.session() as carrier:
            carrier.send(letter)

    @contextmanager
    def session(self) -> Iterator[Carrier]:
        """Give a carrier that hands over many letters by one connection."""
        try:
            server = self._connected()
        except (OSError, smtplib.SMTPException) as error:
            raise MailError(
                f"the mail server {self._host}:{self._port} cannot be reached or refuses us ({error}): see KUTIPAN_SMTP_URL"
            ) from error
        try:
            yield _Session(server)
        finally:
            try:
                server.quit()
            except (OSError, smtplib.SMTPException):
                server.close()

    def _connected(self) -> smtplib.SMTP:
        if self._encrypted:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=PATIENCE, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=PATIENCE)
        try:
            server.ehlo()
            encrypted = self._encrypted
            if not encrypted and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
                encrypted = True
            if self._user:
                if not encrypted:
                    raise smtplib.SMTPException("it offers no encryption, and a password is not sent in the clear")
                server.login(self._user, self._password)
        except BaseException:
            server.close()
            raise
        return server


class _Session:
    """One connection to a mail server."""

    def __init__(self, server: smtplib.SMTP) -> None:
        self._server = server

    def send(self, letter: EmailMessage) -> None:
        """Hand a letter over."""
        try:
            self._server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = next(iter(error.recipients.values()))
            said = f"{letter['To']} was refused ({code} {reason.decode('utf-8', 'replace') if reason else ''})"
            raise (AddressRefused if 500 <= code < 600 else MailError)(said) from error
        except (OSError, smtplib.SMTPException) as error:
            raise MailError(f"a letter could not be handed over ({error})") from error


def from_settings(settings: Settings) -> SmtpPost | None:
    """Return the post of the settings; None where letters are not set up. Raises ConfigurationError for half of it."""
    given = {"smtp_url": settings.smtp_url, "mail_from": settings.mail_from, "site_url": settings.site_url}
    if not settings.smtp_url:
        return None
    for name, value in given.items():
        if not value:
            raise ConfigurationError(f"letters need KUTIPAN_{name.upper()} as well: a sender, and an address for their links")
    return SmtpPost(settings.smtp_url)
