"""A search service and a store in memory, with a small record of fictional officials, so that pages need no index."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from corpus.errors import IndexUnavailable, InputRejected, InvalidQuery, NotFound
from corpus.records import (
    Document,
    Event,
    QuotationKind,
    QuotationView,
    Span,
    Stance,
    TopicStance,
    quotation_id,
    speaker_id,
    text_digest,
)
from corpus.store.records import (
    Fault,
    Mention,
    PageState,
    Report,
    Revision,
    Speaker,
    SpeakerKind,
    StoreCounts,
    Withdrawal,
    WithdrawalReason,
)
from search.alignment import align
from search.matches import Matches
from search.query import Filters, Order, Query
from search.results import Export, FacetValue, Hit, IndexState, ResultPage
from search.shingles import forms
from search.verify import Match, Note, Verdict, Verification, read
from search.wordings import counted
from tests.webui import fake_matches
from webui.ports import TopicText

TOPICS = (
    TopicText(
        id="unity",
        name={"id": "Persatuan", "en": "Unity"},
        target={
            "id": "Persatuan dan kerukunan perlu dijaga dan diperkuat.",
            "en": "Unity and harmony should be kept and strengthened.",
        },
    ),
    TopicText(
        id="elections",
        name={"id": "Pemilu", "en": "Elections"},
        target={
            "id": "Pemilu berlangsung sebagaimana mestinya.",
            "en": "The elections are held as they should be.",
        },
    ),
    TopicText(
        id="misinformation",
        name={"id": "Misinformasi", "en": "Misinformation"},
        target={"id": "Misinformasi perlu dilawan.", "en": "Misinformation should be countered."},
    ),
)

STATE = IndexState(
    quotations=0,
    position=41,
    committed_at=dt.datetime(2026, 3, 1, 8, 30, tzinfo=dt.UTC),
    encoder="fake-encoder",
    pipeline_version="fake-pipeline",
)

SCRIPT = "<script>alert('x')</script>"


@dataclass(frozen=True, kw_only=True)
class Said:
    """One quotation of the fake record, in a few words."""

    before: str
    words: str
    after: str = ""
    kind: QuotationKind = QuotationKind.DIRECT
    cue: str | None = "ujar"
    speaker: str | None = None
    role: str | None = None
    affiliation: str | None = None
    topics: tuple[tuple[str, Stance, float], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Article:
    """One document of the fake record."""

    id: str
    title: str | None
    date: dt.date | None
    source: str | None
    url: str | None
    said: tuple[Said, ...]
    event: Event | None = None
    dateline: str | None = None


ARTICLES: tuple[Article, ...] = (
    Article(
        id="tirta-1",
        title="Bupati Tirta Wening Ajak Warga Jaga Kerukunan",
        date=dt.date(2023, 3, 1),
        source="Pemkab Tirta Wening",
        url="https://tirtawening.example/berita/1",
        dateline="TIRTA WENING",
        event=Event(name="rapat koordinasi kerukunan", place="Pendopo Kabupaten", date=dt.date(2023, 2, 28)),
        said=(
            Said(
                before="Bupati Tirta Wening, Ratna Sekarwati, membuka rapat koordinasi.\n\n“",
                words="Persatuan itu bukan hadiah, melainkan pekerjaan kita setiap hari.",
                after="” ujar Ratna.\n\n",
                speaker="Ratna Sekarwati",
                role="Bupati",
                affiliation="Kabupaten Tirta Wening",
                topics=(("unity", Stance.FAVOR, 0.97),),
            ),
            Said(
                before="Ratna meminta warga ",
                words="agar tidak menyebarkan kabar yang belum jelas asalnya",
                after=".",
                kind=QuotationKind.INDIRECT,
                cue="meminta",
                speaker="Ratna Sekarwati",
                role="Bupati",
                affiliation="Kabupaten Tirta Wening",
                topics=(("misinformation", Stance.FAVOR, 0.91), ("unity", Stance.NONE, 0.55)),
            ),
        ),
    ),
    Article(
        id="muara:2",
        title="Tim Pasangan Calon Tolak Hasil Rekapitulasi",
        date=dt.date(2024, 11, 30),
        source="Kabar Muara",
        url="https://kabarmuara.example/2024/tolak#isi",
        said=(
            Said(
                before="Ketua tim pemenangan berbicara di depan kantor KPU. “",
                words="Kami menolak hasil pemilu ini karena kotak suara sudah terbuka sebelum dihitung.",
                after="” katanya.",
                speaker="Darmo Wicaksana",
                role="ketua tim pemenangan",
                topics=(("elections", Stance.AGAINST, 0.94),),
            ),
        ),
    ),
    Article(
        id="hostile/3?x=1#y",
        title=f"Judul {SCRIPT}",
        date=None,
        source=f"Sumber {SCRIPT}",
        url="javascript:alert(1)",
        said=(
            Said(
                before="Tulisan itu berbunyi “",
                words=f"pemilu {SCRIPT} \"><img src=x onerror=alert(2)> & 'selesai'",
                after="” begitu.",
                speaker=f"Si {SCRIPT}",
                role=f"Ketua {SCRIPT}",
                topics=(("elections", Stance.NONE, 0.5),),
            ),
        ),
    ),
    Article(
        id="senggani-4",
        title=None,
        date=dt.date(2024, 2, 9),
        source=None,
        url=None,
        said=(
            Said(
                before="Seorang pedagang menjawab singkat. “",
                words="Yang penting pemilu damai, besok kami jualan lagi.",
                after="” Begitu jawabnya.",
                cue=None,
                topics=(("elections", Stance.FAVOR, 0.62), ("unity", Stance.FAVOR, 0.58)),
            ),
        ),
    ),
)


def _view(article: Article, said: Said, start: int, context: str) -> QuotationView:
    return QuotationView(
        id=quotation_id(article.id, said.words) if article.id != "hostile/3?x=1#y" else "luar/negeri:3",
        document_id=article.id,
        kind=said.kind,
        text=said.words,
        span=Span(start, start + len(said.words)),
        cue=said.cue,
        speaker_id=speaker_id(said.speaker) if said.speaker else None,
        speaker=said.speaker,
        role=said.role,
        affiliation=said.affiliation,
        official=said.role is not None,
        speaker_reason=None if said.speaker else "no cue and no person nearby",
        confidence=0.9 if said.speaker else 0.0,
        date=article.date,
        title=article.title,
        source=article.source,
        url=article.url,
        dateline=article.dateline,
        event=article.event,
        topics=tuple(TopicStance(topic=t, stance=s, probability=p, method="fake") for t, s, p in said.topics),
        context=context,
    )


def record(articles: Sequence[Article] = ARTICLES) -> tuple[dict[str, Document], list[QuotationView]]:
    """Return the documents and quotations of articles."""
    documents: dict[str, Document] = {}
    views: list[QuotationView] = []
    for article in articles:
        text = "".join(said.before + said.words + said.after for said in article.said)
        documents[article.id] = Document(
            id=article.id,
            text=text,
            raw=text,
            content_hash=text_digest(text),
            title=article.title,
            date=article.date,
            dateline=article.dateline,
            source=article.source,
            url=article.url,
            fetched_at=dt.datetime(2026, 2, 3, 4, 5, tzinfo=dt.UTC),
        )
        start = 0
        for said in article.said:
            start += len(said.before)
            views.append(_view(article, said, start, text))
            start += len(said.words) + len(said.after)
    return documents, views


@dataclass
class FakeStore:
    """Holds a record in dictionaries."""

    documents: dict[str, Document]
    views: list[QuotationView]
    withdrawn: dict[str, Withdrawal] = field(default_factory=dict)
    earlier: dict[str, list[Revision]] = field(default_factory=dict)
    pages: dict[str, list[PageState]] = field(default_factory=dict)
    reported: list[Report] = field(default_factory=list)

    @property
    def position(self) -> int:
        return 41

    def changed_since(self, moment: dt.datetime, until: int) -> frozenset[str]:
        """Every quotation was recorded on the day after its publication; the undated ones before all others."""
        found = self.changed_at(view.id for view in self.views)
        return frozenset(id for id, at in found.items() if at >= moment)

    def changed_at(self, quotation_ids: Iterable[str]) -> dict[str, dt.datetime]:
        wanted = set(quotation_ids)
        days = {view.id: view.date or dt.date(2001, 1, 1) for view in self.views if view.id in wanted}
        return {id: dt.datetime.combine(day, dt.time(12), dt.UTC) + dt.timedelta(days=1) for id, day in days.items()}

    def document(self, id: str) -> Document:
        try:
            return self.documents[id]
        except KeyError:
            raise NotFound(f"there is no document {id!r}") from None

    def quotation(self, id: str) -> QuotationView:
        for view in self.views:
            if view.id == id:
                return view
        raise NotFound(f"there is no quotation {id!r}")

    def quotations_of(self, document_id: str) -> list[QuotationView]:
        return [view for view in self.views if view.document_id == document_id]

    def withdrawal(self, quotation_id: str) -> Withdrawal | None:
        return self.withdrawn.get(quotation_id)

    def speaker(self, speaker_id: str) -> Speaker:
        return fake_matches.speaker(self.views, speaker_id)

    def mentions(self, speaker_id: str) -> list[Mention]:
        return fake_matches.mentions(self.views, speaker_id)

    def speaker_kinds(self, speaker_ids: Iterable[str]) -> dict[str, SpeakerKind | None]:
        return dict.fromkeys(speaker_ids, SpeakerKind.PERSON)

    def revisions(self, document_id: str) -> list[Revision]:
        present = Revision(document=self.document(document_id), pipeline_version="fake-pipeline", stored_at=STATE.committed_at)
        return [*self.earlier.get(document_id, ()), present]

    def pages_of(self, document_id: str) -> list[PageState]:
        return self.pages.get(document_id, [])

    def report(self, quotation_id: str, fault: Fault, *, speaker: str = "", role: str = "", message: str = "") -> Report:
        document_id = self.quotation(quotation_id).document_id
        if not (speaker or role or message) and fault is not Fault.NOT_A_QUOTATION:
            raise InputRejected("report", "it says nothing")
        fields = {"speaker": speaker, "role": role}
        made = Report(
            number=len(self.reported) + 1,
            quotation_id=quotation_id,
            document_id=document_id,
            fault=fault,
            fields=fields,
            message=message,
            made_at=STATE.committed_at,
        )
        self.reported.append(made)
        return made

    def quotation_count(self) -> int:
        return len(self.views)

    def quotation_ids(self, offset: int, limit: int) -> list[str]:
        return sorted(view.id for view in self.views)[offset : offset + limit]

    def counts(self) -> StoreCounts:
        days = [view.date for view in self.views if view.date]
        return StoreCounts(
            documents=len(self.documents),
            revisions=len(self.documents),
            quotations=len(self.views),
            withdrawn=len(self.withdrawn),
            speakers=len({view.speaker_id for view in self.views if view.speaker_id}),
            attributed=sum(view.speaker is not None for view in self.views),
            kinds=Counter(view.kind for view in self.views),
            sources=Counter(document.source for document in self.documents.values()),
            topics=Counter((t.topic, t.stance) for view in self.views for t in view.topics),
            pipeline_versions={"fake-pipeline": len(self.documents)},
            first_date=min(days, default=None),
            last_date=max(days, default=None),
            position=41,
        )


@dataclass
class FakeService:
    """Finds quotations that hold every word of the query, whatever the mode; counts facets over all matches."""

    views: list[QuotationView]
    available: bool = True
    searches: int = 0
    state_now: IndexState = STATE
    fault: Callable[[], Exception] | None = None

    @property
    def state(self) -> IndexState:
        if not self.available:
            raise IndexUnavailable("there is no index in this data folder: build it with kutipan index")
        return self.state_now

    def refresh(self) -> None:
        return None

    def matches(self, query: Query) -> Matches:
        """Return the same matches as `search`."""
        found = self.search(replace(query, offset=0, limit=len(self.views)))
        return fake_matches.matches(self.views, {hit.quotation.id for hit in found.hits}, self.state)

    def background(self) -> dict[str, int]:
        return counted(view.text for view in self.views)

    def group(self, quotation_id: str) -> list[QuotationView]:
        """Quotations are the same here when they begin with the same words."""
        if not self.available:
            raise IndexUnavailable("there is no index in this data folder")
        chosen = [view for view in self.views if view.id == quotation_id]
        return [view for view in self.views if chosen and forms(view.text)[:3] == forms(chosen[0].text)[:3]]

    def verify(self, text: str, speaker: str | None = None) -> Verification:
        state = self.state
        said, voice = read(text, speaker)
        found = [(view, align(said, view.text)) for view in self.views]
        view, best = max(found, key=lambda item: item[1].similarity)
        verdict = Verdict.VERBATIM if best.exact else Verdict.ALTERED if best.similarity > 0.6 else Verdict.NOT_FOUND
        agrees = None if voice is None else voice == view.speaker
        match = Match(
            quotations=(view,),
            verdict=verdict,
            similarity=best.similarity,
            pieces=best.pieces,
            agrees=agrees,
            negation=best.negation,
        )
        told = Verdict.DIFFERENT_SPEAKER if agrees is False and verdict is not Verdict.NOT_FOUND else verdict
        notes = (Note(f"negation_{best.negation}"),) if best.negation else ()
        return Verification(text=text, speaker=voice, verdict=told, notes=notes, matches=(match,), index=state)

    def export(self, query: Query) -> Export:
        everything = replace(query, limit=len(self.views) + 1, offset=0, grouped=False)
        found = self.search(everything)
        return Export(query=everything, total=found.total, index=self.state, quotations=(hit.quotation for hit in found.hits))

    def search(self, query: Query) -> ResultPage:
        self.searches += 1
        state = self.state
        if self.fault is not None:
            raise self.fault()
        if query.text == "tidak-mungkin":
            raise InvalidQuery("the query cannot be asked: use other words", parameter="q")
        words = query.text.lower().split()
        found = [v for v in self.views if _matches(v, query.filters) and all(w in v.text.lower() for w in words)]
        if query.order is not Order.RELEVANCE or not words:
            found.sort(key=lambda v: v.date or dt.date.min, reverse=query.order is not Order.OLDEST)
        shown = found[query.offset : query.offset + query.limit]
        return ResultPage(
            query=query,
            total=len(found),
            hits=tuple(
                Hit(quotation=v, score=1.0 / n, scores={"keyword": 2.0 / n}, marks=_marks(v.text, words))
                for n, v in enumerate(shown, 1)
            ),
            facets=_facets(found),
            understood=query.text,
            notes=("tanda kutip yang tidak berpasangan dibaca sebagai kata biasa",) if query.text.count('"') % 2 else (),
            index=state,
        )


def _matches(view: QuotationView, filters: Filters) -> bool:
    singles = {
        "speaker": view.speaker_id,
        "role": view.role,
        "affiliation": view.affiliation,
        "region": view.region,
        "source": view.source,
        "kind": view.kind.value,
        "event": view.event.name if view.event else None,
        "document": view.document_id,
    }
    for name, value in singles.items():
        chosen = getattr(filters, name)
        if chosen and value not in chosen:
            return False
    if filters.topic or filters.stance:
        pairs = [t for t in view.topics if not filters.topic or t.topic in filters.topic]
        if not any(not filters.stance or t.stance.value in filters.stance for t in pairs):
            return False
    if filters.updated_since and view.id not in filters.updated_since.ids:
        return False
    if filters.date_from and (view.date is None or view.date < filters.date_from):
        return False
    return not (filters.date_to and (view.date is None or view.date > filters.date_to))


def _marks(text: str, words: Sequence[str]) -> tuple[Span, ...]:
    starts = [(text.lower().find(word), len(word)) for word in words]
    return tuple(Span(start, start + length) for start, length in starts if start >= 0)


def _facets(found: Sequence[QuotationView]) -> dict[str, tuple[FacetValue, ...]]:
    counts: dict[str, Counter[tuple[str, str]]] = {}
    for view in found:
        values: list[tuple[str, str | None, str | None]] = [
            ("speaker", view.speaker_id, view.speaker),
            ("role", view.role, view.role),
            ("affiliation", view.affiliation, view.affiliation),
            ("region", view.region, view.region),
            ("source", view.source, view.source),
            ("kind", view.kind.value, view.kind.value),
            ("event", view.event.name if view.event else None, view.event.name if view.event else None),
            ("month", f"{view.date:%Y-%m}" if view.date else None, None),
            *(("topic", t.topic, t.topic) for t in view.topics),
            *(("stance", s, s) for s in {t.stance.value for t in view.topics}),
        ]
        for name, value, label in values:
            if value is not None:
                counts.setdefault(name, Counter())[value, label or value] += 1
    return {
        name: tuple(
            FacetValue(value=value, label=label, count=n)
            for (value, label), n in sorted(counter.items(), key=lambda item: (-item[1], item[0]))
        )
        for name, counter in counts.items()
    }


def withdrawal(id: str) -> Withdrawal:
    """Return the remains of a quotation that was withdrawn."""
    return Withdrawal(
        quotation_id=id,
        document_id="tirta-1",
        revision=1,
        kind=QuotationKind.DIRECT,
        text="kata-kata lama",
        speaker=None,
        reason=WithdrawalReason.REVISED,
        withdrawn_at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
    )
