"""Document -> AnnotatedDocument: one document through all stages that read its text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import corpus
from corpus.records import AnnotatedDocument, Attribution, Document, Quotation, QuotationKind, Span, TopicStance
from indexer import events, quotations, stance
from indexer.topics import TopicSet

# Characters on either side of a quotation in which its topic may be named: about a sentence.
CONTEXT_REACH = 200


@dataclass(frozen=True, slots=True)
class Labeller:
    """Gives quotations the topics of one topic set and the stances of one judge."""

    topics: TopicSet

    @classmethod
    def load(cls, topics_path: Path | None = None) -> Labeller:
        """Read the topics file; None means the shipped one. Raises ConfigurationError."""
        return cls(TopicSet.load(topics_path))

    @property
    def version(self) -> str:
        """Changes whenever the same document could be annotated differently."""
        return f"{code_version()}-{self.topics.version[:12]}"

    def label(self, quotation: Quotation, document: Document) -> Quotation:
        """Return the quotation with its topics and stances."""
        around = document.text[max(0, quotation.span.start - CONTEXT_REACH) : quotation.span.end + CONTEXT_REACH]
        return replace(quotation, topics=self.labels(quotation.text, around, quotation.attribution.speaker))

    def labels(self, text: str, context: str = "", speaker: str | None = None) -> tuple[TopicStance, ...]:
        """Return the topics of a quotation's words with the stance towards each; `context` is the text around them."""
        return stance.label(text, context=context, speaker=speaker, topics=self.topics)


def annotate(document: Document, labeller: Labeller | None) -> AnnotatedDocument:
    """Find the quotations of a document with speakers and event; with a labeller also topics and stance."""
    event = events.find(document)
    found = quotations.extract(document, event)
    if labeller is None:
        return AnnotatedDocument(document=document, quotations=found, event=event)
    labelled = tuple(labeller.label(each, document) for each in found)
    return AnnotatedDocument(document=document, quotations=labelled, event=event, pipeline_version=labeller.version)


def annotate_imported(document: Document, speaker: str | None, labeller: Labeller) -> AnnotatedDocument:
    """Return a document that is one quotation extracted elsewhere; the quotation gets the document's id."""
    quotation = Quotation(
        id=document.id,
        document_id=document.id,
        kind=QuotationKind.DIRECT,
        span=Span(0, len(document.text)),
        text=document.text,
        attribution=Attribution(
            speaker=speaker,
            confidence=1.0 if speaker else 0.0,
            rule="imported",
            reason=None if speaker else "imported without a speaker",
        ),
        rule="imported",
    )
    return AnnotatedDocument(
        document=document, quotations=(labeller.label(quotation, document),), pipeline_version=labeller.version
    )


# What decides nothing about a single document. Who is who is settled anew after every run, whatever version annotated it.
_ELSEWHERE = {"encoders", "entailment", "relabelling.py", "register", "public_figures.tsv", "register_words.tsv"}


@cache
def code_version() -> str:
    """Return a digest of the code and language data that decide what is found in a document.

    A digest and not a number kept by hand: it can't be forgotten when a rule changes.
    """
    indexer_root = Path(__file__).parent
    corpus_root = Path(corpus.__file__).parent
    deciding = [*corpus_root.glob("*.py"), *corpus_root.glob("*.tsv")]
    for path in indexer_root.rglob("*"):
        parts = path.relative_to(indexer_root).parts
        if path.is_file() and path.suffix not in {".pyc", ".md"} and not _ELSEWHERE.intersection(parts):
            deciding.append(path)
    digest = hashlib.sha256()
    for path in sorted(deciding):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
