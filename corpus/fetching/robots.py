"""What a host's robots.txt allows us, and how long it asks us to wait (RFC 9309)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from protego import Protego

MOST_BYTES = 512_000
"""Bytes of a robots.txt that are read; RFC 9309 asks for 500 KiB at least."""

LONGEST_DELAY = 120.0
"""Seconds: a host that asks for more between two requests asks us to stay away, which Disallow says better."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one host for one user agent."""

    agent: str
    parsed: Protego | None
    everything: bool = True

    @classmethod
    def parse(cls, body: bytes, agent: str) -> Rules:
        """Return the rules in the bytes of a robots.txt."""
        from protego import Protego

        return cls(agent, Protego.parse(body[:MOST_BYTES].decode("utf-8", "replace")))

    def allow(self, url: str) -> bool:
        """Tell whether the agent may fetch a URL of the host."""
        return self.everything if self.parsed is None else bool(self.parsed.can_fetch(url, self.agent))

    @property
    def delay(self) -> float:
        """Seconds that the host wants between two requests, 0 when it names none."""
        stated = None if self.parsed is None else self.parsed.crawl_delay(self.agent)
        return min(float(stated or 0.0), LONGEST_DELAY)


def open_to_all(agent: str) -> Rules:
    """Return the rules of a host that has none."""
    return Rules(agent, None)


def closed(agent: str) -> Rules:
    """Return the rules of a host whose rules cannot be had now: RFC 9309 takes them for "nothing is allowed"."""
    return Rules(agent, None, everything=False)
