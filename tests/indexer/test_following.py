import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.fetching import Client
from corpus.following import FollowPlan, SourcePlan
from corpus.store import FollowedSource, PageState, Store
from indexer import following
from indexer.annotate import Labeller
from indexer.pipeline import IngestReport
from tests.corpus.fetching.loopback import Reply, Site, serve
from tests.corpus.following.sites import Post, feed, page, said, wordpress
from tests.corpus.release_files import pdf_of

FIRST, SECOND = "Fri, 05 May 2023 08:00:00 +0700", "Sat, 06 May 2023 08:00:00 +0700"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}") as opened:
        yield opened


@pytest.fixture(scope="module")
def labeller() -> Labeller:
    return Labeller.load(None)


@pytest.fixture
def client() -> Iterator[Client]:
    client = Client("Kutipan/1.0 (+https://redaksi.example)", pause=0.0, allow_private=True, sleep=lambda seconds: None)
    yield client
    client.close()


def plan(site: Site, kind: str, path: str, **more: object) -> SourcePlan:
    return SourcePlan(name="telaga", kind=kind, address=site.url + path, **more)  # type: ignore[arg-type]


class Follower:
    """Goes rounds, and says what each brought."""

    def __init__(self, store: Store, labeller: Labeller, client: Client) -> None:
        self._parts = (store, labeller, client)

    def __call__(self, source: SourcePlan) -> dict[str, int]:
        report = self.report(source)
        assert report.error is None, report.error
        return {name: count for name, count in {**report.counts(), **report.pages}.items() if count and name != "quotations"}

    def report(self, source: SourcePlan) -> IngestReport:
        return following.follow(source, *self._parts)


@pytest.fixture
def follow(store: Store, labeller: Labeller, client: Client) -> Follower:
    return Follower(store, labeller, client)


def test_a_feed_brings_what_is_new_once(store: Store, follow: Follower) -> None:
    with serve({}) as site:
        site.pages["/1"] = page("Rapat satu", said("Mari kita jaga kerukunan"))
        site.pages["/feed"] = feed([(f"{site.url}/1", FIRST)])
        source = plan(site, "feed", "/feed", label="Pemkab Telaga Jingga")
        assert follow(source) == {"added": 1}
        assert follow(source) == {}
        site.pages["/2"] = page("Rapat dua", said("Pemilu harus damai"))
        site.pages["/feed"] = feed([(f"{site.url}/2", SECOND), (f"{site.url}/1", FIRST)], etag='"f2"')
        assert follow(source) == {"added": 1, "unchanged": 1}
        assert site.asked.count("/1") == 1
        (first, second) = sorted(store.documents(), key=lambda document: document.url or "")
        assert (first.source, first.date, first.url) == ("Pemkab Telaga Jingga", dt.date(2023, 5, 6), f"{site.url}/1")
        assert first.fetched_at is not None
        assert store.content(first.id) == page("Rapat satu", said("Mari kita jaga kerukunan")).body
        assert [view.text for view in store.quotations_of(second.id)] == ["Pemilu harus damai,"] or store.quotations_of(
            second.id
        )


def test_an_edited_release_becomes_a_revision(store: Store, follow: Follower) -> None:
    with serve({}) as site:
        site.pages["/1"] = page("Rapat", said("Mari kita jaga kerukunan"))
        site.pages["/feed"] = feed([(f"{site.url}/1", FIRST)])
        source = plan(site, "feed", "/feed")
        follow(source)
        site.pages["/1"] = page("Rapat", said("Mari kita jaga kerukunan dan ketertiban"))
        site.pages["/feed"] = feed([(f"{site.url}/1", SECOND)], etag='"f2"')
        assert follow(source) == {"revised": 1}
        (document,) = store.documents()
        assert [revision.document.revision for revision in store.revisions(document.id)] == [1, 2]
        assert "ketertiban" in document.text


def test_a_page_is_looked_at_again_though_nothing_announced_a_change(store: Store, follow: Follower) -> None:
    with serve({}) as site:
        site.pages["/1"] = page("Rapat", said("Mari kita jaga kerukunan"))
        site.pages["/feed"] = feed([(f"{site.url}/1", FIRST)])
        source = plan(site, "feed", "/feed")
        follow(source)
        _make_due(store, f"{site.url}/1")
        assert follow(source) == {"unchanged": 1}
        assert site.asked.count("/1") == 2
        site.pages["/1"] = page("Rapat", said("Mari kita jaga ketertiban"))
        _make_due(store, f"{site.url}/1")
        assert follow(source) == {"revised": 1}


def test_a_vanished_page_keeps_its_stored_copy(store: Store, follow: Follower) -> None:
    with serve({}) as site:
        site.pages["/1"] = page("Rapat", said("Mari kita jaga kerukunan"))
        site.pages["/feed"] = feed([(f"{site.url}/1", FIRST)])
        source = plan(site, "feed", "/feed")
        follow(source)
        del site.pages["/1"]
        _make_due(store, f"{site.url}/1")
        assert follow(source) == {"gone": 1}
        (document,) = store.documents()
        (known,) = store.pages_of(document.id)
        assert known.gone_at is not None
        assert follow(source) == {}, "it is not asked for again"


def test_a_page_that_fails_is_tried_again_and_the_others_are_kept(store: Store, follow: Follower) -> None:
    with serve({}) as site:
        site.pages["/1"] = Reply(status=500)
        site.pages["/2"] = page("Rapat dua", said("Pemilu harus damai"))
        site.pages["/feed"] = feed([(f"{site.url}/1", FIRST), (f"{site.url}/2", FIRST)])
        source = plan(site, "feed", "/feed")
        assert follow(source) == {"added": 1, "rejected": 1, "failed": 1}
        site.pages["/1"] = page("Rapat satu", said("Mari kita jaga kerukunan"))
        assert follow(source) == {}, "its turn has not come"
        _make_due(store, f"{site.url}/1")
        assert follow(source) == {"added": 1}


def test_a_source_that_fails_is_noted_and_goes_on_later(store: Store, follow: Follower) -> None:
    with serve({"/feed": Reply(b"<html>bukan feed</html>")}) as site:
        report = follow.report(plan(site, "feed", "/feed"))
        assert report.error is not None
        assert "no RSS or Atom feed" in report.error
        (known,) = store.followed()
        assert known.error == report.error
        assert known.succeeded_at is None


def test_wordpress_gives_its_posts_and_every_edit(store: Store, follow: Follower) -> None:
    with serve({}) as site:
        posts = [
            Post(number, said(f"Rapat ke-{number} berjalan rukun"), f"2023-05-06T01:{number % 60:02}:00")
            for number in range(1, 120)
        ]
        posts.append(Post(500, "rahasia", "2023-05-07T00:00:00", protected=True))
        site.pages["/wp-json/wp/v2/posts"] = wordpress(posts, site.url)
        source = plan(site, "wordpress", "", label="Pemkab Telaga Jingga")
        assert follow(source) == {"added": 119, "rejected": 1}
        document = next(iter(store.documents()))
        assert document.title is not None
        assert document.title.startswith("Rilis")
        assert "–" in document.title
        posts[4].words, posts[4].modified = said("Rapat ke-5 ditunda"), "2023-05-08T00:00:00"
        counts = follow(source)
        assert counts["revised"] == 1
        assert "added" not in counts
        assert follow(source).keys() <= {"unchanged", "rejected"}


def test_a_sitemap_gives_its_pages_and_only_changed_maps_are_read_again(store: Store, follow: Follower) -> None:
    def sitemap(entries: str, root: str = "urlset") -> Reply:
        return Reply(
            f"<?xml version='1.0'?><{root} xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{entries}</{root}>".encode()
        )

    with serve({}) as site:
        site.pages["/politik/1"] = page("Rapat satu", said("Mari kita jaga kerukunan"))
        site.pages["/olahraga/2"] = page("Laga", said("Kami siap bertanding"))
        site.pages["/politik/3.pdf"] = Reply(
            pdf_of([[(72, 700, "TELAGA JINGGA - “Mari rukun,” kata Bupati Telaga Jingga Ratna Wulandari.")]]),
            headers={"Content-Type": "application/pdf"},
        )
        site.pages["/peta.xml"] = sitemap(
            f"<sitemap><loc>{site.url}/mei.xml</loc><lastmod>2023-05-06</lastmod></sitemap>", "sitemapindex"
        )
        site.pages["/mei.xml"] = sitemap(
            "".join(
                f"<url><loc>{site.url}{path}</loc><lastmod>2023-05-06T08:00:00+07:00</lastmod></url>"
                for path in ("/politik/1", "/olahraga/2", "/politik/3.pdf")
            )
        )
        source = plan(site, "sitemap", "/peta.xml", match=re.compile("/politik/"))
        assert follow(source) == {"added": 2}
        assert "/olahraga/2" not in site.asked
        assert follow(source) == {}
        assert site.asked.count("/mei.xml") == 1


def test_a_bomb_of_entities_in_a_sitemap_or_feed_is_harmless(follow: Follower) -> None:
    entities = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    bomb = f"<?xml version='1.0'?><!DOCTYPE u [<!ENTITY a0 'rukun'>{entities}]><urlset><url><loc>&a11;</loc></url></urlset>"
    with serve({"/peta.xml": Reply(bomb.encode()), "/feed": Reply(bomb.encode())}) as site:
        assert follow.report(plan(site, "sitemap", "/peta.xml")).counts()["added"] == 0
        assert follow.report(plan(site, "feed", "/feed")).counts()["added"] == 0


def test_a_watched_folder_gives_what_is_new_and_what_was_edited(tmp_path: Path, store: Store, follow: Follower) -> None:
    folder = tmp_path / "rilis"
    folder.mkdir()
    (folder / "a.md").write_text(f"---\nid: a\n---\nTELAGA JINGGA - {said('Mari rukun')}", encoding="utf-8")
    source = SourcePlan(name="surat", kind="folder", address=str(folder))
    assert follow(source) == {"added": 1}
    (folder / "a.md").write_text(f"---\nid: a\n---\nTELAGA JINGGA - {said('Mari tertib')}", encoding="utf-8")
    (folder / "b.xlsx").write_bytes(b"PK")
    assert follow(source) == {"revised": 1, "rejected": 1}
    assert follow(source) == {"unchanged": 1, "rejected": 1}


def test_what_is_killed_between_storing_and_remembering_loses_nothing(
    store: Store, follow: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve({}) as site:
        links = []
        for number in range(45):
            site.pages[f"/{number}"] = page(f"Rapat {number}", said(f"Rapat ke-{number} berjalan rukun"))
            links.append((f"{site.url}/{number}", FIRST))
        site.pages["/feed"] = feed(links)
        source = plan(site, "feed", "/feed")
        calls = []

        def killed(*given: object) -> None:
            calls.append(given)
            if len(calls) == 2:
                raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(Store, "remember", killed)
            with pytest.raises(KeyboardInterrupt):
                follow(source)
        assert store.counts().documents == 40
        counts = follow(source)
        assert counts["added"] == 5
        assert store.counts().documents == 45


def test_sources_are_due_by_their_interval_the_longest_waiting_first() -> None:
    now = dt.datetime(2023, 5, 6, 12, tzinfo=dt.UTC)
    sources = tuple(SourcePlan(name=name, kind="feed", address="x", every=dt.timedelta(hours=1)) for name in "abcd")
    known = [
        FollowedSource(name=name, kind="feed", url="x", started_at=now - dt.timedelta(minutes=minutes))
        for name, minutes in (("a", 61), ("b", 59), ("c", 120))
    ]
    assert [source.name for source in following.due(FollowPlan("x", sources), known, now)] == ["d", "c", "a"]


def _make_due(store: Store, url: str) -> None:
    known: PageState = store.known_pages("telaga", [url])[url]
    store.remember("telaga", None, [replace(known, check_at=dt.datetime(2001, 1, 1, tzinfo=dt.UTC))])


def test_what_only_the_feed_says_of_a_page_is_kept_for_the_next_look(store: Store, follow: Follower) -> None:
    undated = page("", said("Mari kita jaga kerukunan"), day="")
    with serve({"/1": undated}) as site:
        site.pages["/feed"] = feed([(f"{site.url}/1", FIRST)])
        source = plan(site, "feed", "/feed")
        follow(source)
        (document,) = store.documents()
        assert document.date == dt.date(2023, 5, 5)
        _make_due(store, f"{site.url}/1")
        assert follow(source) == {"unchanged": 1}
