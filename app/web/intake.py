"""Taking an article in at the desk: pasted text, looked at before anything is written."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.responses import RedirectResponse, Response

from app.documents import read_bytes
from app.domain.days import DayBounds
from app.domain.errors import InvalidInput
from app.queries.articles import list_articles
from app.queries.pages import PageRequest, Sort
from app.services.curation import require_past
from app.services.ingestion import Article, Given, ingest_article, prepare, read_candidates
from app.web import forms, signed_in
from app.web.marking import mark
from app.web.pages import Table
from app.web.signed_in import LIST, Sitting, draw
from app.web.things import ARTICLE_COLUMNS, article_row

ADDRESS = "/desk/articles"
NAMED = "a pasted text"
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
    article, said = _article(sitting)
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
    candidates = read_candidates(article)
    spans = [(number, one.start, one.end) for number, one in enumerate(candidates, start=1)]
    preview: dict[str, Any] = {
        "article": article,
        "candidates": candidates,
        "pieces": [(piece.text, bool(piece.forecasts)) for piece in mark(article.text, spans)],
    }
    return _draw(sitting, {"typed": form, "preview": preview})


def _article(sitting: Sitting) -> tuple[Article, Given]:
    form = sitting.form
    text = form.get("article", "")
    if not text.strip():
        raise InvalidInput("article", "is empty", allowed="the words of an article")
    today = sitting.today
    published = forms.day(form, "published_on")
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
    document = read_bytes(text.encode(), name=NAMED, read_on=today, media_type="text/plain")
    return prepare(document, said, read_on=today), said
