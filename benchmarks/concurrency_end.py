"""What must be true when everybody has stopped: nothing lost, nothing twice, nothing left behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from benchmarks.concurrency_material import Release
from benchmarks.concurrency_readers import Seen
from benchmarks.soundness import complaints
from corpus.errors import NotFound
from corpus.settings import Settings
from corpus.store import Store
from indexer import encoders, register
from indexer.annotate import Labeller, annotate
from search.query import Mode, Query
from search.service import SearchService


def faults(settings: Settings, published: Mapping[str, Release], seen: Seen) -> Iterator[str]:
    """Yield what a data folder lacks, has twice or has otherwise than was published and reported; by title of the release."""
    with Store.open(settings.store_address, create=False) as store:
        yield from _documents(store, published)
        yield from _quotations(store, Labeller.load(settings.topics_path))
        yield from _answers(settings, store, published)
        yield from _readers(store, seen)
        yield from _people(store)
    yield from complaints(settings)


def _documents(store: Store, published: Mapping[str, Release]) -> Iterator[str]:
    """Each release once, in its last edition, with every earlier one as a revision."""
    held: Counter[str] = Counter()
    for document in store.documents():
        title = document.title or ""
        held[title] += 1
        release = published.get(title)
        if release is None:
            yield f"store: {title!r} was never published"
            continue
        if release.words not in document.text:
            yield f"store: {title!r} is not in its edition {release.edition}: {document.text[:100]!r}"
        revisions = [revision.document.revision for revision in store.revisions(document.id)]
        if revisions != list(range(1, release.edition + 1)):
            yield f"store: {title!r} was published {release.edition} times, and has the revisions {revisions}"
    yield from (f"store: {title!r} is there {held[title]} times" for title in published if held[title] != 1)


def _quotations(store: Store, labeller: Labeller) -> Iterator[str]:
    """The quotations of each document are those that its words give when nobody else is at work."""
    for document in store.documents():
        alone = Counter(view.text for view in annotate(document, labeller).quotations)
        found = Counter(view.text for view in store.quotations_of(document.id))
        if alone != found:
            yield f"store: {document.title!r} has {found.total()} quotations where its words give {alone.total()}"


def _answers(settings: Settings, store: Store, published: Mapping[str, Release]) -> Iterator[str]:
    """The index is at the store's position, has each quotation once, and finds the words of each release's last edition."""
    service = SearchService.open(settings, encoders.load(settings.encoder, settings.models_path))
    try:
        if service.state.position != store.position:
            yield f"index: is at change {service.state.position}, the store at {store.position}"
        indexed = Counter(view.id for view in service.export(Query(grouped=False)))
        wanted = Counter(view.id for view in store.all_views())
        if indexed != wanted:
            yield f"index: lacks {(wanted - indexed).total()} quotations and has {(indexed - wanted).total()} too many"
        for release in published.values():
            answer = service.search(Query(text=f'"{release.words}"', mode=Mode.KEYWORD, grouped=False))
            if [hit.quotation.title for hit in answer.hits] != [release.title]:
                yield f"search: {release.words!r} finds {[hit.quotation.title for hit in answer.hits]}"
    finally:
        service.close()


def _readers(store: Store, seen: Seen) -> Iterator[str]:
    """Each report that was received is kept once; a quotation that was not shown had been withdrawn."""
    kept = Counter(report.message for report in store.reports(None))
    for message, number in ((message, kept[message]) for message in seen.reports.keys() | kept.keys()):
        if number != (1 if message in seen.reports else 0):
            yield f"reports: {message!r} is kept {number} times"
    for key in seen.missing:
        try:
            store.quotation(key)
        except NotFound:
            if store.withdrawal(key) is None:
                yield f"reader: {key} was found, then not shown, and was never withdrawn"
        else:
            yield f"reader: {key} was not shown, and is there"


def _people(store: Store) -> Iterator[str]:
    """To settle who is who once more changes nothing."""
    if changed := register.resolve(store).changed:
        yield f"speakers: {changed} quotations showed another one than the register finds"
