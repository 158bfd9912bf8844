"""Taking an article in at the desk: pasted text, looked at before anything is written."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.responses import RedirectResponse, Response

from app.documents import Document, read_bytes
from app.documents.document import canonical, sha256_of
from app.domain.days import DayBounds
from app.domain.errors import InvalidInput
from app.queries.articles import find_article, list_articles
from app.queries.pages import PageRequest, Sort
from app.services.curation import require_past
from app.services.ingestion import Article, Given, find_known, ingest_article, prepare, read_candidates
from app.web import forms, signed_in
from app.web.marking import mark
from app.web.pages import Table
from app.web.signed_in import LIST, Sitting, draw
from app.web.things import ARTICLE_COLUMNS, article_row

ADDRESS = "/desk/articles"
NAMED = "a pasted text"
BASIS_LIMIT = 500
LATEST = PageRequest(sort=(Sort("id", descending=True),), limit=20)


def install(app: FastAPI) -> None:
    """Serve the form and what it leads to."""
    signed_in.serve(app, "GET", ADDRESS, _empty, twins=LIST)
    signed_in.serve(app, "POST", ADDRESS, _take, again=_empty)


def _empty(sitting: Sitting) -> Response:
    return _draw(sitting, {"preview": None})


def _draw(sitting: Sitting, page: dict[str, Any]) -> Response:
    with sitting.context.database.read() as connection:
        latest, _ = list_articles(connection, LATEST)
    table = Table(ARTICLE_COLUMNS, [article_row(one) for one in latest])
    return draw(sitting, "desk/article.html", "Add an article", {**page, "latest": latest}, table=table)


def _take(sitting: Sitting) -> Response:
    form = sitting.form
    article, said = _article(form, sitting.today)
    if form.get("action") == "take":
        taken = ingest_article(
            sitting.context.database,
            article,
            said,
            actor=sitting.name,
            clock=sitting.context.clock,
        )
        return RedirectResponse(
            f"{ADDRESS}/{taken.article_id}" if not taken.candidates else "/desk/candidates", 303
        )
    return _look(sitting, form, article)


def look(sitting: Sitting, form: dict[str, str]) -> Response:
    """What would be found in the article of a form; nothing is written, the form itself holds it."""
    return _look(sitting, form, _article(form, sitting.today)[0])


def fetched_form(document: Document) -> dict[str, str]:
    """A page that was read as the form shows it, with what its date rests on."""
    days = document.published
    host = (urlsplit(document.url or "").hostname or "").removeprefix("www.")
    return {
        "title": document.title or "",
        "url": document.url or "",
        "source": document.source_name or host,
        "authors": "; ".join(document.authors),
        "published_on": str(days.earliest) if days.exact else "",
        "article": document.text,
        "read_sha256": document.sha256,
        "read_earliest": str(days.earliest or ""),
        "read_latest": str(days.latest or ""),
        "read_basis": document.published_basis,
    }


def _look(sitting: Sitting, form: dict[str, str], article: Article) -> Response:
    candidates = read_candidates(article)
    spans = [(number, one.start, one.end) for number, one in enumerate(candidates, start=1)]
    database = sitting.context.database
    _, known = find_known(database, article)
    with database.read() as connection:
        there = None if article.url is None else find_article(connection, article.url)
    preview: dict[str, Any] = {
        "article": article,
        "known": None if known is None else known.article_id,
        "revises": there if known is None else None,
        "candidates": candidates,
        "pieces": [(piece.text, bool(piece.forecasts)) for piece in mark(article.text, spans)],
    }
    return _draw(sitting, {"typed": form, "preview": preview})


def _article(form: dict[str, str], today: date) -> tuple[Article, Given]:
    text = form.get("article", "")
    if not text.strip():
        raise InvalidInput("article", "is empty", allowed="the words of an article")
    published = forms.day(form, "published_on")
    read = _as_fetched(form, text)
    if read is not None and read.published.exact and read.published.earliest == published:
        published = None  # the page says so itself
    days = None if published is None else DayBounds.on(published)
    if days is not None:
        require_past("published_on", days, today=today)
    said = Given(
        title=forms.given(form, "title"),
        url=forms.given(form, "url"),
        source=forms.name(form, "source"),
        authors=forms.people(form, "authors"),
        published=days,
        frame=forms.given(form, "frame"),
    )
    document = read or read_bytes(text.encode(), name=NAMED, read_on=today, media_type="text/plain")
    return prepare(document, said, read_on=today), said


def _as_fetched(form: dict[str, str], text: str) -> Document | None:
    """The page whose text the form holds, while it is what was fetched."""
    words, basis = canonical(text, name="article"), forms.given(form, "read_basis")
    if basis is None or sha256_of(words) != form.get("read_sha256"):
        return None
    days = DayBounds(forms.day(form, "read_earliest"), forms.day(form, "read_latest"))
    if len(basis) > BASIS_LIMIT:
        raise InvalidInput("read_basis", "is too long", allowed=f"up to {BASIS_LIMIT} characters")
    return Document(text=words, sha256=sha256_of(words), published=days, published_basis=basis, media="html")
