"""Parts -> a Flask application: `create_app(settings, service, store, topics)`."""

from __future__ import annotations

import hashlib
import logging
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadHost, HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from corpus.settings import Settings
from webui import language, transport, vocabulary
from webui.address import absolute, page_address
from webui.api import problems as api_problems
from webui.api.analysis import analysis
from webui.api.routes import api
from webui.api.writing import writing
from webui.limiting import Limits
from webui.metrics import Metrics
from webui.operations import operations
from webui.pages.charts import rate_text
from webui.pages.problems import error_page, for_error
from webui.pages.routes import blueprint
from webui.ports import ClaimsPort, DeskPort, SearchPort, Site, StorePort, TopicText
from webui.post import Carrier
from webui.rates import Counter
from webui.sitemap import sitemap

logger = logging.getLogger(__name__)


def create_app(
    settings: Settings,
    service: SearchPort,
    store: StorePort,
    topics: tuple[TopicText, ...] = (),
    claims: ClaimsPort | None = None,
    *,
    counter: Counter | None = None,
    desk: DeskPort | None = None,
    post: Carrier | None = None,
) -> Flask:
    """Return the application around opened parts; they are shared by its threads and belong to one process.

    `counter` counts requests for the limits of `settings`, shared by all processes; without one there are no limits. What is
    written for others than the reader goes to `desk`, letters to `post`; without them nobody can do either.
    """
    app = Flask(__name__)
    site = Site(settings=settings, service=service, store=store, topics=tuple(topics), claims=claims, desk=desk, post=post)
    app.extensions["kutipan"] = site
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    app.config["KUTIPAN_VERSION"] = _version()
    # A path with two slashes is not found; redirecting it would invite addresses such as //elsewhere.example.
    app.url_map.merge_slashes = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["kutipan-metrics"] = Metrics(site)
    app.extensions["kutipan-metrics"].install(app)
    if counter is not None:
        Limits(settings, counter).install(app)
    language.install(app)
    transport.install(app)
    app.register_blueprint(blueprint())
    app.register_blueprint(blueprint(), url_prefix="/en", name="pages_en")
    app.register_blueprint(api)
    app.register_blueprint(analysis)
    app.register_blueprint(writing)
    app.register_blueprint(operations)
    app.register_blueprint(sitemap)
    app.register_error_handler(Exception, _fault)
    app.context_processor(_everywhere)
    return app


def _version() -> str:
    try:
        return version("kutipan")
    except PackageNotFoundError:
        return "0"


def _fault(error: Exception) -> ResponseReturnValue:
    if isinstance(error, HTTPException) and error.code is not None and error.code < 400:
        return error  # a redirect
    if isinstance(error, BadHost):
        # Without a host there are no addresses, and so no pages.
        return api_problems.problem(400, "bad-request", "the request names no host that there could be: see its header Host")
    status, _ = api_problems.classify(error)
    if status == 500:
        logger.error("unforeseen error at %s", request.path, exc_info=error)
    elif status == 503:
        logger.warning("%s", error)
    if request.path.startswith("/api/") or request.path == "/healthz":
        return api_problems.from_error(error)
    return error_page(status, for_error(error, status))


def _everywhere() -> dict[str, Any]:
    return {
        "language": language.current_language(),
        "alternates": _alternates(),
        "asset": _asset,
        "absolute": absolute,
        "to": page_address,
        "version": current_app.config["KUTIPAN_VERSION"],
        "certainty": vocabulary.certainty,
        "kind_name": vocabulary.kind_name,
        "rate_text": rate_text,
        "reason": vocabulary.reason,
    }


def _alternates() -> list[tuple[str, str]]:
    """Return this very page's address in each language."""
    path = request.full_path.removesuffix("?")
    bare = path.removeprefix("/en") if language.current_language() == "en" else path
    bare = "/" + bare.lstrip("/")
    return [("id", bare), ("en", "/en" + bare)]


def _asset(name: str) -> str:
    """Return the address of a static file with a digest of its content, so that it can be kept for ever."""
    known: dict[str, str] = current_app.extensions.setdefault("kutipan-assets", {})
    if name not in known:
        content = Path(str(current_app.static_folder), name).read_bytes()
        known[name] = hashlib.sha256(content).hexdigest()[:12]
    return url_for("static", filename=name, v=known[name])
