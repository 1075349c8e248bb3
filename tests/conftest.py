"""What tests of several packages need."""

import io
from collections.abc import Iterator

import pytest

from corpus import logs


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where this process logs JSON while a test runs."""
    stream = io.StringIO()
    logs.configure("json", stream)
    yield stream
    logs.configure("text")
