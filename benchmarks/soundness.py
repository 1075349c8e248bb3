"""What the doctor finds in a data folder that should be sound."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.keeping.findings import Severity
from corpus.settings import Settings
from webui.commands.doctor import findings


def complaints(settings: Settings) -> Iterator[str]:
    """Yield what the doctor finds. Notes ask for nothing, and how much room the disk has is another matter."""
    for finding in findings(settings):
        if finding.severity is not Severity.NOTE and finding.part != "disk":
            yield f"doctor: {finding.where}: {finding.problem}"
