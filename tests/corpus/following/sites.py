"""Web sites that publish releases, for a server on loopback: fictional offices of a fictional regency."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from tests.corpus.fetching.loopback import Page, Reply, Request


def page(title: str, words: str, day: str = "2023-05-06") -> Reply:
    """Return a page with an article about a meeting."""
    body = (
        f"<html><head><title>{title}</title><meta property='article:published_time' content='{day}T08:00:00+07:00'></head>"
        f"<body><nav><a href='/'>Beranda</a></nav><article><h1>{title}</h1><p>TELAGA JINGGA - {words}</p>"
        "<p>Rapat dihadiri seluruh camat, lurah dan pemuka agama di pendopo kabupaten sampai sore hari.</p>"
        "</article></body></html>"
    )
    return Reply(body.encode(), headers={"Content-Type": "text/html; charset=utf-8", "ETag": f'"{abs(hash(body))}"'})


def said(words: str) -> str:
    """Return a sentence in which the regent says the words."""
    return f"“{words},” kata Bupati Telaga Jingga Ratna Wulandari."


def feed(links: Sequence[tuple[str, str]], etag: str = '"f1"') -> Page:
    """Return an RSS feed of (link, moment of publication); a request that knows its state is told that nothing changed."""
    items = "".join(
        f"<item><title>Rilis &amp; berita</title><link>{link}</link><pubDate>{moment}</pubDate></item>"
        for link, moment in links
    )
    body = f"<?xml version='1.0'?><rss version='2.0'><channel><title>Telaga Jingga</title>{items}</channel></rss>".encode()

    def answer(request: Request) -> Reply:
        if request.headers.get("if-none-match") == etag:
            return Reply(status=304)
        return Reply(body, headers={"Content-Type": "application/rss+xml", "ETag": etag})

    return answer


@dataclass(slots=True)
class Post:
    """A post of a WordPress site."""

    number: int
    words: str
    modified: str
    protected: bool = False


def wordpress(posts: Sequence[Post], site: str) -> Page:
    """Return the REST interface of a WordPress site with these posts; it answers as WordPress does."""

    def answer(request: Request) -> Reply:
        given = {name: values[0] for name, values in parse_qs(urlsplit(request.path).query).items()}
        size, number = int(given["per_page"]), int(given["page"])
        found = sorted(posts, key=lambda post: post.modified)
        if "modified_after" in given:
            found = [post for post in found if post.modified > given["modified_after"]]
        shown = found[(number - 1) * size : number * size]
        if not shown and number > 1:
            return Reply(b'{"code": "rest_post_invalid_page_number"}', status=400)
        body = [
            {
                "id": post.number,
                "link": f"{site}/rilis/{post.number}/",
                "date": "2023-05-06T08:00:00",
                "modified_gmt": post.modified,
                "title": {"rendered": f"Rilis {post.number} &#8211; Rapat"},
                "content": {"rendered": f"<p>TELAGA JINGGA - {post.words}</p><p>Sekian.</p>", "protected": post.protected},
            }
            for post in shown
        ]
        return Reply(json.dumps(body).encode(), headers={"Content-Type": "application/json"})

    return answer
