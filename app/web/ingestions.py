"""Taking an address or a feed in at the desk: asked for, fetched outside requests, followed, stopped."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote_plus

from fastapi import FastAPI
from starlette.responses import Response

from app.domain.days import DayBounds
from app.domain.errors import InvalidInput, Unavailable
from app.domain.forecast import Status
from app.fetch import FetchError
from app.queries.articles import list_articles
from app.queries.codings import blinded
from app.queries.events import list_ingestions, read_ingestion
from app.queries.forecasts import list_forecasts
from app.queries.pages import MAX_LIMIT, Filter, Operator, PageRequest
from app.services import ingestions
from app.services.ingestions import WAITING, Options
from app.services.intake import fetch_document
from app.services.web_address import require_web_address
from app.web import forms, signed_in
from app.web.desk import see
from app.web.intake import fetched_form, look
from app.web.pages import Table
from app.web.signed_in import LIST, Sitting, draw

ADDRESSES = "/desk/ingestions"
LOOK = "look"
ROOM = 50_000  # bytes of a form that are not the article's
LATEST = PageRequest(limit=20)
COLUMNS = ("id", "target", "status", "found", "done", "failed", "error", "created_at")
ITEM_COLUMNS = ("item", "article", "candidates", "error")
EVERY = (5, 30)  # seconds after which a page that was asked to reloads by itself
SHOWN = 50  # candidates of one address


def install(app: FastAPI) -> None:
    """Serve the form, and what came of it."""
    signed_in.serve(app, "GET", ADDRESSES, _latest, twins=LIST)
    signed_in.serve(app, "POST", ADDRESSES, _ask, again=_latest, fetches=LOOK)
    signed_in.serve(app, "GET", ADDRESSES + "/{id}", _one, twins=LIST)
    signed_in.serve(app, "POST", ADDRESSES + "/{id}/cancel", _cancel, again=_one)


def _latest(sitting: Sitting) -> Response:
    with sitting.context.database.read() as connection:
        latest, _ = list_ingestions(connection, LATEST)
    table = Table(COLUMNS, [[one[name] for name in COLUMNS] for one in latest])
    return draw(sitting, "desk/addresses.html", "Fetch an address", {"latest": latest}, table=table)


def _ask(sitting: Sitting) -> Response:
    form, context = sitting.form, sitting.context
    url = forms.given(form, "url")
    if url is None:
        raise InvalidInput("url", "is missing", allowed="the address of an article or a feed")
    require_web_address("url", url)
    if form.get("action") == LOOK:
        return look(sitting, _fetched(sitting, url))
    published = forms.day(form, "published_on")
    options = Options(
        source=forms.name(form, "source"),
        authors=forms.people(form, "authors"),
        published=None if published is None else DayBounds.on(published),
        frame=forms.given(form, "frame"),
    )
    number = ingestions.enqueue(context.database, url, options, actor=sitting.name, clock=context.clock)
    return see(f"{ADDRESSES}/{number}")


def _fetched(sitting: Sitting, url: str) -> dict[str, str]:
    """The form of an article with what its page says; whatever was typed wins. Nothing is kept meanwhile."""
    form, fetcher = sitting.form, sitting.context.fetcher
    if fetcher is None:
        raise Unavailable("this server fetches nothing")
    try:
        document = fetch_document(fetcher, url, name=url, read_on=sitting.today)
    except InvalidInput as error:
        raise InvalidInput("url", f"{url} {error.detail}", allowed=error.allowed) from error
    except FetchError as error:
        raise InvalidInput("url", f"{error.url} could not be had: {error.why}") from error
    if len(quote_plus(document.text)) > forms.LIMIT - ROOM:
        raise InvalidInput("url", "leads to a text too long to look at", allowed="fetching it at once")
    read = fetched_form(document)
    said = {
        name: form[name] for name in ("source", "authors", "published_on", "frame") if forms.given(form, name)
    }
    return {**read, "url": read["url"] or url, **said, "form_token": form.get("form_token", "")}


def _one(sitting: Sitting) -> Response:
    number = forms.number(sitting.path, "id") or 0
    every = forms.number(sitting.query, "every")
    if every is not None and every not in EVERY:
        allowed = ", ".join(str(one) for one in EVERY)
        raise InvalidInput("every", f"{every} is no number of seconds here", allowed=allowed)
    with sitting.context.database.snapshot() as connection:
        held = read_ingestion(connection, number)
        known = [one["article"]["article_id"] for one in held["items"] if one["article"] is not None]
        articles: dict[int, dict[str, Any]] = {}
        candidates: list[dict[str, Any]] = []
        if known:
            which = Filter("id", Operator.IN, tuple(dict.fromkeys(known))[:MAX_LIMIT])
            found, _ = list_articles(connection, PageRequest(filters=(which,), limit=MAX_LIMIT))
            articles = {one["id"]: one for one in found}
            waiting = (
                Filter("article", Operator.IN, which.values),
                Filter("status", Operator.EQ, (Status.CANDIDATE,)),
            )
            wanted = PageRequest(filters=waiting, limit=SHOWN)
            hidden = blinded(connection, sitting.name)
            candidates, _ = list_forecasts(
                connection, wanted, today=sitting.today, curator=True, hidden=hidden
            )
    page = {
        "ingestion": held,
        "waits": held["status"] in WAITING,
        "every": every,
        "offered": EVERY,
        "articles": articles,
        "candidates": candidates,
        "found": sum(one["article"]["candidates"] for one in held["items"] if one["article"] is not None),
    }
    rows = [
        [
            one["item"],
            (one["article"] or {}).get("article_id"),
            (one["article"] or {}).get("candidates"),
            one["error"],
        ]
        for one in held["items"]
    ]
    table = Table(ITEM_COLUMNS, rows)
    return draw(sitting, "desk/address.html", f"Address {number}", page, table=table)


def _cancel(sitting: Sitting) -> Response:
    number = forms.number(sitting.path, "id") or 0
    ingestions.cancel(sitting.context.database, number, clock=sitting.context.clock)
    return see(f"{ADDRESSES}/{number}")
