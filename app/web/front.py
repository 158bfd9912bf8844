"""The front page, and the search over everything."""

from __future__ import annotations

from typing import Any

from app.http.parameters import Parameter
from app.queries.latest import latest_resolutions
from app.queries.pages import Kind
from app.queries.search import search_everything
from app.services.accuracy import accuracy
from app.services.at_a_glance import glance
from app.services.calls import overall_calls
from app.web.pages import Asked, Page, Shown, Table

API = "/api/v1"
NOTABLE = 3
LATEST = 6
RESOLUTION_COLUMNS = ("question", "text", "outcome", "occurred_on", "seq", "recorded_at")


def _front(asked: Asked) -> Shown:
    with asked.database.read() as connection:
        latest = latest_resolutions(connection, limit=LATEST)
    board = accuracy(asked.database, by="author", clock=asked.context.clock)
    calls = overall_calls(asked.database, limit=NOTABLE, clock=asked.context.clock)
    model: dict[str, Any] = {
        "glance": glance(asked.database, clock=asked.context.clock),
        "overall": board["overall"],
        "ranked": [card for card in board["groups"] if card["rank"] is not None][:5],
        "latest": latest,
        "misses": calls["misses"],
        "best": calls["best"],
        "seq": board["seq"],
        "date": board["date"],
    }
    rows = [[one[name] for name in RESOLUTION_COLUMNS] for one in latest]
    return Shown("Foreseen", model, Table(RESOLUTION_COLUMNS, rows))


def _search(asked: Asked) -> Shown:
    words = asked.query.get("q")
    found: dict[str, Any] | None = None
    rows: list[list[Any]] = []
    if words is not None:
        with asked.database.read() as connection:
            found = search_everything(connection, words, today=asked.today)
        rows += [["question", one["id"], one["text"]] for one in found["questions"]]
        rows += [["forecast", one["id"], one["claim"]] for one in found["forecasts"]]
        rows += [
            [kind[:-1], one["slug"], one["name"]]
            for kind in ("authors", "sources", "topics")
            for one in found[kind]
        ]
        rows += [["article", one["id"], one["title"]] for one in found["articles"]]
    title = "Search" if words is None else f"Search: {words}"
    return Shown(title, {"q": words, "found": found}, Table(("kind", "key", "words"), rows))


PAGES: tuple[Page, ...] = (
    Page(address="/", template="front.html", read=_front, data=API),
    Page(
        address="/search",
        template="search.html",
        read=_search,
        query=(Parameter(name="q", kind=Kind.TEXT, description="Words to look for."),),
    ),
)
