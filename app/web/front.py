"""The front page, and the search over everything."""

from __future__ import annotations

from typing import Any

from app.http.parameters import Parameter
from app.queries.latest import latest_resolutions
from app.queries.pages import Kind
from app.queries.search import AT_ONCE, KINDS, search_everything
from app.services.accuracy import accuracy
from app.services.at_a_glance import glance
from app.services.calls import overall_calls
from app.web.addresses import address
from app.web.pages import Asked, Page, Shown, Table
from app.web.paging import place

API = "/api/v1"
NOTABLE = 3
LATEST = 6
SINGULAR = {kind: kind if kind == "evidence" else kind[:-1] for kind in KINDS}
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
    words, only, number = asked.query.get("q"), asked.query.get("in"), asked.query["page"]
    found: dict[str, Any] | None = None
    rows: list[list[Any]] = []
    last = 1
    if words is not None:
        with asked.database.read() as connection:
            found = search_everything(connection, words, today=asked.today, only=only, page=number)
        last = place(number, found["counts"].get(only, {}).get("count", 0), at_once=AT_ONCE)["pages"]
        for kind in KINDS:
            rows += [_found_row(kind, one) for one in found[kind]]
    title = "Search" if words is None else f"Search: {words}"
    model = {"q": words, "in": only, "page": number, "pages": last, "found": found}
    return Shown(title, model, Table(("kind", "key", "words", "address"), rows))


def _found_row(kind: str, one: dict[str, Any]) -> list[Any]:
    said = "".join(words for words, _ in one["marked"])
    named = {
        "questions": (one.get("text"), f"/questions/{one.get('id')}"),
        "forecasts": (one.get("claim") or said, f"/forecasts/{one.get('id')}"),
        "evidence": (said, f"/questions/{one.get('question')}#entry-{one.get('id')}"),
        "articles": (one.get("title"), f"/articles/{one.get('id')}"),
        "cues": (one.get("cue"), address("/forecasts", {}, cue=one.get("cue"))),
        "lexicons": (one.get("cue"), f"/lexicons/{one.get('lexicon')}"),
    }
    words, where = named.get(kind) or (one["name"], f"/{kind}/{one['slug']}")
    key = next(one[name] for name in ("id", "slug", "lexicon", "cue") if name in one)
    return [SINGULAR[kind], key, words, where]


PAGES: tuple[Page, ...] = (
    Page(address="/", template="front.html", read=_front, data=API),
    Page(
        address="/search",
        template="search.html",
        read=_search,
        query=(
            Parameter(name="q", kind=Kind.TEXT, description="Words to look for."),
            Parameter(name="in", kind=Kind.CHOICE, choices=tuple(KINDS), description="One kind alone."),
            Parameter(
                name="page", kind=Kind.ID, low=1, high=1_000, default=1, description="Of one kind alone."
            ),
        ),
    ),
)
