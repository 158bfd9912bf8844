"""One question, one forecast, one article; and lists of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from app.http.lists import page_request, parameters_of
from app.http.parameters import id_in_path
from app.queries.articles import ARTICLES, list_articles, read_article
from app.queries.forecasts import FORECASTS, list_forecasts, read_forecast
from app.queries.pages import Filter, Listing, Operator, PageRequest
from app.queries.questions import QUESTIONS, list_questions, read_question
from app.queries.remarks import CORRECTIONS, list_corrections, read_remarks
from app.queries.withdrawals import is_withdrawn
from app.services.facets import listed_facets
from app.web.marking import excerpt, mark
from app.web.pages import Asked, Page, Shown, Table
from app.web.subset import chosen, facets

MOST = 200  # forecasts shown on one question or article
FORECAST_COLUMNS = (
    "id",
    "status",
    "role",
    "authors",
    "source",
    "article",
    "made_earliest",
    "made_latest",
    "quote",
    "claim",
    "cue",
    "cue_class",
    "probability",
    "low",
    "high",
    "lexicon",
    "question",
    "question_text",
    "closes_on",
    "state",
    "outcome",
    "occurred_on",
    "brier",
    "not_scored",
)
QUESTION_COLUMNS = (
    "id",
    "text",
    "state",
    "outcome",
    "value",
    "occurred_on",
    "closes_on",
    "closes_basis",
    "family",
    "topics",
    "criteria",
    "confirmed",
)
ARTICLE_COLUMNS = (
    "id",
    "title",
    "url",
    "source",
    "authors",
    "published_earliest",
    "published_latest",
    "published_basis",
    "language",
    "frame",
    "sha256",
    "characters",
)

CORRECTION_COLUMNS = ("id", "forecast", "state", "said_by", "said_on", "url", "text", "reason", "changed")


def forecast_row(one: dict[str, Any]) -> list[Any]:
    """A forecast as a row of the table."""
    asked = one["question"] or dict.fromkeys(("id", "text", "closes_on", "state", "outcome", "occurred_on"))
    return [
        one["id"],
        one["status"],
        one["role"],
        _slugs(one["authors"]),
        one["source"]["slug"],
        one["article"]["id"],
        one["made_on"]["earliest"],
        one["made_on"]["latest"],
        one["quote"],
        one["claim"],
        one["cue"],
        one["cue_class"],
        one["probability"],
        one["low"],
        one["high"],
        one["lexicon"],
        asked["id"],
        asked["text"],
        asked["closes_on"],
        asked["state"],
        asked["outcome"],
        asked["occurred_on"],
        one["brier"],
        one["not_scored"],
    ]


def question_row(one: dict[str, Any]) -> list[Any]:
    """A question as a row of the table."""
    return [_slugs(one[name]) if name == "topics" else one[name] for name in QUESTION_COLUMNS]


def article_row(one: dict[str, Any]) -> list[Any]:
    """An article as a row of the table."""
    published, frame = one["published"], one["frame"]
    return [
        one["id"],
        one["title"],
        one["url"],
        one["source"]["slug"],
        _slugs(one["authors"]),
        published["earliest"],
        published["latest"],
        published["basis"],
        one["language"],
        frame and frame["description"],
        one["sha256"],
        one["characters"],
    ]


def correction_row(one: dict[str, Any]) -> list[Any]:
    """A correction request with its latest answer as a row of the table."""
    answer = one["answers"][-1] if one["answers"] else {}
    return [
        *(one[name] for name in CORRECTION_COLUMNS[:7]),
        *(answer.get(name) for name in CORRECTION_COLUMNS[7:]),
    ]


def _slugs(people: Sequence[dict[str, Any]]) -> str:
    return ";".join(one["slug"] for one in people)


def _question(asked: Asked) -> Shown:
    number = asked.path["id"]
    with asked.database.read() as connection:
        question = read_question(connection, number, today=asked.today)
        wanted = PageRequest(filters=(Filter("question", Operator.EQ, (number,)),), limit=MOST)
        forecasts, page = list_forecasts(connection, wanted, today=asked.today)
        withdrawn = is_withdrawn(connection, number)
    if question["merged_into"] is not None:
        return Shown("", {}, moved=f"/questions/{question['merged_into']}")
    model = {**question, "forecasts": forecasts, "more": page.next is not None, "withdrawn": withdrawn}
    return Shown(question["text"], model, Table(FORECAST_COLUMNS, [forecast_row(one) for one in forecasts]))


def _forecast(asked: Asked) -> Shown:
    with asked.database.read() as connection:
        forecast = read_forecast(connection, asked.path["id"], today=asked.today)
        article = read_article(connection, forecast["article"]["id"])
        remarks = read_remarks(connection, forecast["id"])
        question = None
        if forecast["question"] is not None:
            question = read_question(connection, forecast["question"]["id"], today=asked.today)
    context = None
    if article["text"] is not None and article["revision"] == forecast["article"]["revision"]:
        context = excerpt(article["text"], forecast["start"], forecast["end"])
    entry = (
        None
        if question is None
        else next((held for held in question["resolutions"] if held["id"] == question["decided_by"]), None)
    )
    model = {
        **forecast,
        "context": context,
        "published": article["published"],
        "title": article["title"],
        "decision": entry,
        "remarks": remarks,
    }
    return Shown(f"Forecast {forecast['id']}", model, Table(FORECAST_COLUMNS, [forecast_row(forecast)]))


def _article(asked: Asked) -> Shown:
    number = asked.path["id"]
    with asked.database.read() as connection:
        article = read_article(connection, number)
        wanted = PageRequest(filters=(Filter("article", Operator.EQ, (number,)),), limit=MOST)
        forecasts, page = list_forecasts(connection, wanted, today=asked.today)
    pieces = None
    if article["text"] is not None:
        here = [one for one in forecasts if one["article"]["revision"] == article["revision"]]
        pieces = [
            {"text": piece.text, "forecasts": piece.forecasts, "begins": piece.begins}
            for piece in mark(article["text"], [(one["id"], one["start"], one["end"]) for one in here])
        ]
    model = {**article, "pieces": pieces, "forecasts": forecasts, "more": page.next is not None}
    return Shown(
        article["title"] or f"Article {number}",
        model,
        Table(FORECAST_COLUMNS, [forecast_row(one) for one in forecasts]),
    )


def _listed(
    asked: Asked,
    *,
    listing: Listing,
    read: Callable[..., Any],
    row: Callable[..., Any],
    columns: Sequence[str],
    dated: bool,
) -> Shown:
    wanted = page_request(asked.query, listing)
    with asked.database.read() as connection:
        items, page = read(connection, wanted, today=asked.today) if dated else read(connection, wanted)
    model = {"items": items, "next": page.next, "name": listing.name, "subset": chosen(asked)}
    if listing is FORECASTS:
        counted = listed_facets(asked.database, wanted, clock=asked.context.clock)
        model["facets"] = facets(asked, counted)
    return Shown(listing.name.capitalize(), model, Table(columns, [row(one) for one in items]))


def _list(
    listing: Listing,
    read: Callable[..., Any],
    row: Callable[..., Any],
    columns: Sequence[str],
    *,
    dated: bool,
) -> Page:
    return Page(
        address=f"/{listing.name}",
        template=f"{listing.name}.html",
        read=partial(_listed, listing=listing, read=read, row=row, columns=columns, dated=dated),
        query=tuple(parameters_of(listing)),
    )


PAGES: tuple[Page, ...] = (
    _list(QUESTIONS, list_questions, question_row, QUESTION_COLUMNS, dated=True),
    _list(FORECASTS, list_forecasts, forecast_row, FORECAST_COLUMNS, dated=True),
    _list(CORRECTIONS, list_corrections, correction_row, CORRECTION_COLUMNS, dated=False),
    _list(ARTICLES, list_articles, article_row, ARTICLE_COLUMNS, dated=False),
    Page(address="/questions/{id}", template="question.html", read=_question, path=(id_in_path(),)),
    Page(address="/forecasts/{id}", template="forecast.html", read=_forecast, path=(id_in_path(),)),
    Page(address="/articles/{id}", template="article.html", read=_article, path=(id_in_path(),)),
)
