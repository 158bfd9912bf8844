"""Leaderboards of authors, sources and topics: everybody compared, some of them a page."""

from __future__ import annotations

from functools import partial
from typing import Any

from app.domain.people import fold_marks
from app.http.parameters import Parameter
from app.http.scoring import ONE_OF, WHO
from app.queries.pages import Kind
from app.services.accuracy import accuracy
from app.services.facets import scored_facets
from app.web.pages import Asked, Page, Shown, Table
from app.web.paging import PAGE, place
from app.web.rooms import ROOMS
from app.web.scorecards import COLUMNS, card_row
from app.web.subset import chosen, facets

AT_ONCE = 100  # rows a page
SORTS = {
    "rank": "adjusted score",
    "brier": "Brier score",
    "n": "resolved questions",
    "name": "name",
}
_SORT = Parameter(
    name="sort", kind=Kind.CHOICE, choices=tuple(SORTS), default="rank", description="What orders it."
)
_NAME = Parameter(
    name="name", kind=Kind.TEXT, description="Only rows whose name holds this, whatever its case or accents."
)


def _board(asked: Asked, *, room: str) -> Shown:
    by, name = ROOMS[room], asked.query.get("name")
    board = accuracy(asked.database, by=by, **asked.scoring)
    cards = [card for card in board["groups"] if _has_something(card)]
    known = len(cards)
    if name is not None:
        cards = [card for card in cards if _is_called(card, fold_marks(name))]
    cards = _sorted(cards, asked.query["sort"])
    ranked = [card for card in cards if card["rank"] is not None]
    too_few = [card for card in cards if card["rank"] is None]
    rows = ranked + too_few
    where = place(asked.query["page"], len(rows), at_once=AT_ONCE)
    shown = rows[max(0, where["first"] - 1) : where["last"]]
    model = {
        **board,
        **where,
        "groups": shown,
        "room": room,
        "by": by,
        "ranked": [card for card in shown if card["rank"] is not None],
        "too_few": [card for card in shown if card["rank"] is None],
        "counts": {"ranked": len(ranked), "too_few": len(too_few), "known": known},
        "too_few_from": len(ranked) // AT_ONCE + 1,
        "name": name,
        "sort": asked.query["sort"],
        "sorts": SORTS,
        "subset": chosen(asked),
        "facets": facets(asked, scored_facets(asked.database, **asked.scoring)),
    }
    return Shown(room.capitalize(), model, Table(COLUMNS, map(card_row, rows), whole=True))


def _has_something(card: dict[str, Any]) -> bool:
    return bool(card["n"] or any(card["coverage"]["forecasts"].values()))


def _is_called(card: dict[str, Any], folded: str) -> bool:
    return folded in fold_marks(card["name"] or card["key"])


def _sorted(groups: list[dict[str, Any]], sort: str) -> list[dict[str, Any]]:
    """The board's own order, or by a column; whoever has no value comes last."""
    if sort == "brier":
        return sorted(groups, key=lambda card: (card["brier"] is None, card["brier"], card["key"]))
    if sort == "n":
        return sorted(groups, key=lambda card: (-card["n"], card["key"]))
    if sort == "name":
        return sorted(groups, key=lambda card: ((card["name"] or card["key"]).lower(), card["key"]))
    return groups


PAGES: tuple[Page, ...] = tuple(
    Page(
        address=f"/{room}",
        template="board.html",
        read=partial(_board, room=room),
        query=(_SORT, _NAME, PAGE, *WHO.values(), *ONE_OF),
    )
    for room in ROOMS
)
