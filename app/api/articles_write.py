"""Articles taken in: a text at once, an address by the queue outside requests."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import orjson
from pydantic import Field
from starlette.responses import Response

from app.access.keys import KeyRole
from app.api.body import Body
from app.api.routes import Call, Example, Routes
from app.api.shapes import ArticleShape, ForecastShape, IngestionShape, Shape
from app.api.values import Authors, Days, Name, Seen, bounds_of, named
from app.documents import Document
from app.domain.errors import InvalidInput
from app.domain.forecast import Status
from app.http.etags import encode, etag_of
from app.http.parameters import id_in_path
from app.queries.articles import read_article
from app.queries.events import read_ingestion
from app.queries.forecasts import list_forecasts
from app.queries.pages import Filter, Operator, PageRequest
from app.services import ingestions
from app.services.ingestion import URL_LIMIT, Given, Ingested, ingest
from app.services.ingestions import Options
from app.services.intake import parse

TITLE_LIMIT = 1_000
FRAME_LIMIT = 300
SHOWN_CANDIDATES = 1_000

Url = Annotated[str, Field(min_length=1, max_length=URL_LIMIT)]
Frame = Annotated[str, Field(min_length=1, max_length=FRAME_LIMIT), Seen]

articles = Routes("articles")
queue = Routes("ingestions")


class AddressBody(Body):
    """A page or feed to fetch, and what is known of every article there."""

    url: Url
    source: Name | None = None
    authors: Authors | None = None
    published_on: Days | None = None
    frame: Frame | None = None


class ArticleBody(Body):
    """An article: its text, its page, or an address alone; what is said here wins over the page's words."""

    text: Annotated[str, Field(min_length=1)] | None = None
    html: Annotated[str, Field(min_length=1)] | None = None
    url: Url | None = None
    title: Annotated[str, Field(min_length=1, max_length=TITLE_LIMIT), Seen] | None = None
    source: Name | None = None
    authors: Authors | None = None
    published_on: Days | None = None
    frame: Frame | None = None


class TakenShape(Shape):
    """What came of an article; the candidates are all that wait for a curator in it, the oldest first."""

    status: Literal["added", "revised", "attached", "unchanged"]
    found: int
    note: str | None  # why the text is not read; what was said of a known article and is held otherwise
    article: ArticleShape
    candidates: list[ForecastShape]


@articles.write(
    "POST",
    "/articles",
    body=ArticleBody,
    role=KeyRole.CURATOR,
    response=TakenShape,
    status=201,
    also={200: TakenShape, 202: IngestionShape},
    example=Example(
        body={
            "text": "By Ada Rowe\n\nThe bridge will probably open before June 2027.",
            "published_on": "2026-02-01",
            "source": "Daily Courier",
        },
        status=201,
    ),
)
def add_article(call: Call[ArticleBody]) -> Response:
    """Take an article in: 201 read at once, 200 where nothing changed, 202 for an address alone."""
    body = call.body
    if body.text is None and body.html is None:
        return _enqueue(call, _address(body))
    given = Given(
        source=body.source,
        authors=named(body.authors),
        published=bounds_of(body.published_on),
        title=body.title,
        url=body.url,
        frame=body.frame,
    )
    document = _document(body, call.today)
    ingested = ingest(call.database, document, given, actor=call.name, clock=call.clock)
    return _taken(call, ingested)


def _address(body: ArticleBody) -> AddressBody:
    if body.url is None:
        raise InvalidInput("text", "is needed", allowed="text, html or url")
    if body.title is not None:
        raise InvalidInput("title", "goes with text or html: a fetched page brings its own")
    return AddressBody.model_construct(
        url=body.url,
        source=body.source,
        authors=body.authors,
        published_on=body.published_on,
        frame=body.frame,
    )


def _document(body: ArticleBody, today: date) -> Document:
    if body.html is None:
        # What is sent as text is text, even where it begins like a page.
        return parse((body.text or "").encode(), name="text", read_on=today, media_type="text/plain")
    if body.text is not None:
        raise InvalidInput("html", "goes without text", allowed="one of the two")
    return parse(body.html.encode(), name="html", read_on=today, media_type="text/html")


def _taken(call: Call[ArticleBody], ingested: Ingested) -> Response:
    number = ingested.article_id
    waiting = PageRequest(
        filters=(
            Filter("article", Operator.EQ, (number,)),
            Filter("status", Operator.EQ, (Status.CANDIDATE,)),
        ),
        limit=SHOWN_CANDIDATES,
    )
    with call.database.snapshot() as connection:
        article = encode(read_article(connection, number, curator=call.curates))
        candidates, _ = list_forecasts(connection, waiting, today=call.today, curator=True)
    content = encode(
        {
            "status": ingested.status,
            "found": ingested.candidates,
            "note": ingested.note,
            "article": orjson.Fragment(article),
            "candidates": candidates,
        }
    )
    status = 200 if ingested.status == "unchanged" else 201
    headers = {"ETag": etag_of(article)}
    return call.reply(content, status=status, location=f"/articles/{number}", headers=headers)


@queue.write(
    "POST",
    "/ingestions",
    body=AddressBody,
    role=KeyRole.CURATOR,
    response=IngestionShape,
    status=202,
    example=Example(
        body={"url": "https://example.org/feed.xml", "source": "Daily Courier", "frame": "whole feed 2026"},
        status=202,
    ),
)
def add_ingestion(call: Call[AddressBody]) -> Response:
    """Ask for a page or feed to be fetched and taken in."""
    return _enqueue(call, call.body)


def _enqueue(call: Call[ArticleBody] | Call[AddressBody], body: AddressBody) -> Response:
    options = Options(
        source=body.source,
        authors=named(body.authors),
        published=bounds_of(body.published_on),
        frame=body.frame,
    )
    number = ingestions.enqueue(call.database, body.url, options, actor=call.name, clock=call.clock)
    with call.database.read() as connection:
        content = encode(read_ingestion(connection, number))
    return call.reply(content, status=202, location=f"/ingestions/{number}")


@queue.write(
    "POST",
    "/ingestions/{id}/cancel",
    path=(id_in_path(),),
    body=None,
    role=KeyRole.CURATOR,
    response=IngestionShape,
    example=Example(path={"id": 1}),
)
def cancel_ingestion(call: Call[None]) -> Response:
    """Stop an ingestion before its next article; what was taken in stays."""
    number: int = call.path["id"]
    ingestions.cancel(call.database, number, clock=call.clock)
    with call.database.read() as connection:
        content = encode(read_ingestion(connection, number))
    return call.reply(content)
