"""GET /tentang : what is in the record, how to ask it, and what it does not know."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from corpus.errors import IndexUnavailable
from search.query import Mode
from webui import vocabulary
from webui.api.parameters import PARAMETERS
from webui.pages.guidance import examples, syntax
from webui.ports import Site

# Sources that are listed by name: a screenful.
MOST_SOURCES = 25


def about_page(site: Site) -> ResponseReturnValue:
    """Answer with the page about this record."""
    try:
        index = site.service.state
    except IndexUnavailable:
        # The page that explains the search must open even while nothing can be searched.
        index = None
    counts = site.store.counts()
    sources = sorted(counts.sources.items(), key=lambda item: -item[1])
    return render_template(
        "about.html",
        here="about",
        counts=counts,
        sources=sources[:MOST_SOURCES],
        further_sources=max(0, len(sources) - MOST_SOURCES),
        index=index,
        topics=[
            {
                "id": topic.id,
                "name": vocabulary.topic_name(topic.id, site.topics),
                "target": vocabulary.in_language(topic.target),
                "description": vocabulary.in_language(topic.description),
            }
            for topic in site.topics
        ],
        modes=[(vocabulary.mode_name(mode), vocabulary.mode_help(mode)) for mode in (Mode.HYBRID, Mode.KEYWORD, Mode.SEMANTIC)],
        syntax=syntax(),
        examples=examples(),
        parameters=PARAMETERS,
    ), 200
