"""The exceptions of Kutipan.

KutipanError                  base of all; `str(error)` is one sentence for a person
├── InputRejected             one input cannot be used; the run goes on without it
├── InvalidQuery              a search request asks for something impossible (HTTP 400, exit code 2)
├── NotFound                  an id that the store does not hold (HTTP 404)
├── StoreError                the system of record cannot be opened, read or written
│   └── StoreVersionError     its schema is of another version of Kutipan
├── IndexUnavailable          the search index is missing, being built or unreadable; rebuilding repairs it
│   └── IndexMismatch         the index was built by another encoder, format or engine
├── FetchFailed               a URL gives no answer to be used (corpus/fetching); the follower tries again at its next round
├── WorkerLost                a process that shared the work was ended from outside
├── MailError                 a letter cannot be handed to the mail server
│   └── AddressRefused        its addressee is refused for good
├── EncoderError              an embedding model cannot be loaded or used
└── ConfigurationError        a setting, topic file or command line asks for something impossible

Each message says what was given, what is wrong with it, and what to do.
"""

from __future__ import annotations


class KutipanError(Exception):
    """Base of every error that Kutipan raises on purpose."""


class InputRejected(KutipanError):
    """One input cannot be used.

    `location` names it as a person would look for it: a path, `path:line`, or a URL.
    """

    def __init__(self, location: str, reason: str) -> None:
        super().__init__(f"{location}: {reason}")
        self.location = location
        self.reason = reason

    def __reduce__(self) -> tuple[type[InputRejected], tuple[str, str]]:
        """Say how to make it anew: worker processes send it, and an exception is otherwise made of its one message."""
        return type(self), (self.location, self.reason)


class InvalidQuery(KutipanError):
    """A search request asks for something impossible.

    `parameter` is the request's parameter that is at fault, `code` a stable machine-readable word for the fault.
    """

    def __init__(self, message: str, *, parameter: str | None = None, code: str = "invalid-query") -> None:
        super().__init__(message)
        self.parameter = parameter
        self.code = code


class NotFound(KutipanError):
    """An id that the store does not hold."""


class StoreError(KutipanError):
    """The system of record cannot be opened, read or written."""


class StoreVersionError(StoreError):
    """The store's schema is of another version of Kutipan."""


class IndexUnavailable(KutipanError):
    """The search index is missing, being built or unreadable."""


class IndexMismatch(IndexUnavailable):
    """The search index was built by another encoder, format or engine than the one that opens it."""


class WorkerLost(KutipanError):
    """A process that shared the work was ended from outside."""


class EncoderError(KutipanError):
    """An embedding model cannot be loaded or used."""


class MailError(KutipanError):
    """A letter cannot be handed to the mail server."""


class AddressRefused(MailError):
    """The addressee of a letter is refused for good."""


class ConfigurationError(KutipanError):
    """A setting, topic file or command line asks for something impossible."""
