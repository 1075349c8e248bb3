"""A stored document -> the same, read anew by the present pipeline: after a correction was taken back."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.store import Correction, Store
from indexer import register
from indexer.annotate import Labeller, annotate, annotate_imported


def take_back(store: Store, number: int, labeller: Labeller, *, who: str, why: str = "") -> Correction:
    """Take a correction back, put what the pipeline finds in its place, and settle who is who; return the correction.

    Corrections of the same document that hold are applied to it again. Raises NotFound, and InputRejected for one that was
    taken back already.
    """
    correction = store.revoke_correction(number, who=who, why=why)
    reread(store, correction.document_id, labeller)
    register.resolve(store)
    return correction


def reread(store: Store, document_id: str, labeller: Labeller) -> None:
    """Put a document with what the present pipeline finds in it; of an imported quotation the speaker that it came with."""
    document = store.document(document_id)
    corrections = [each for each in reversed(store.corrections()) if each.document_id == document_id]
    # Only a quotation that was extracted elsewhere has the id of its document.
    if any(each.quotation_id == document_id for each in corrections):
        store.put(annotate_imported(document, _given_speaker(store, corrections), labeller))
    else:
        store.put(annotate(document, labeller))


def _given_speaker(store: Store, corrections: Sequence[Correction]) -> str | None:
    """Return the speaker with whom an imported quotation came; `corrections` are all of it, the first made first."""
    recorded = [each.before["speaker"] for each in corrections if "speaker" in each.before]
    if not recorded:
        (quotation,) = store.annotated(corrections[0].document_id).quotations
        return quotation.attribution.speaker
    return str(recorded[0]) if recorded[0] else None
