"""What tests of several packages need."""

import io
import signal
from collections.abc import Iterator

import pytest

from corpus import logs

# A shell starts background jobs deaf to Ctrl-C, which their children inherit; tests that interrupt a child need one that hears.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where this process logs JSON while a test runs."""
    stream = io.StringIO()
    logs.configure("json", stream)
    yield stream
    logs.configure("text")
