"""The lists that every number of a scorecard or leaderboard leads to, with the filters it was made with."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from app.http.parameters import Parameter
from app.http.scoring import ONE_OF, WHO
from app.queries.pages import Kind
from app.services.behind import AT_ONCE, FATES, RECORDED, forecasts_behind, forecasts_of_fate
from app.services.facets import scored_facets
from app.web.pages import Asked, Page, Shown, Table
from app.web.paging import PAGE, place
from app.web.rooms import ROOMS, SLUG
from app.web.subset import chosen, facets

COLUMNS = (
    "forecast",
    "authors",
    "role",
    "source",
    "made_earliest",
    "made_on",
    "cue",
    "question",
    "text",
    "quote",
    "probability",
    "low",
    "high",
    "outcome",
    "occurred_on",
    "brier",
    "weight",
)
FATE_WORDS = {
    RECORDED: "everything recorded", "scored": "scored", "open": "still open", "overdue": "overdue",
    "disputed": "disputed", "void": "void", "excluded": "left out of the score",
    "reported": "reported, not scored", "possibility": "said to be possible, not scored",
    "closing_later": "closing later", "quoted": "words of people quoted, not the source’s own",
    "unscorable": "too vague to score", "pre_registered": "recorded before the outcome",
}  # fmt: skip
_DECILE = Parameter(
    name="decile", kind=Kind.ID, low=1, high=10, description="One bin of the reliability diagram, 1 to 10."
)
_MONTH = Parameter(name="month", kind=Kind.TEXT, description="The twelve months up to this one: 2022-05.")
_FATE = Parameter(
    name="fate", kind=Kind.CHOICE, choices=FATES, default=RECORDED, description="What became of them."
)
_CUE = Parameter(name="cue", kind=Kind.TEXT, description="Said in this wording and settled.")


def _scored(asked: Asked, *, room: str | None) -> Shown:
    decile, month = asked.query.get("decile"), asked.query.get("month")
    read = partial(forecasts_behind, decile=decile, month=month)
    shown = {"decile": decile, "month": month, "fate": "scored", "cue": None}
    return _listed(asked, room, read, {**shown, "page_of": "scored", "what": "Scored forecasts"})


def _met(asked: Asked, *, room: str | None) -> Shown:
    fate, cue = asked.query["fate"], asked.query.get("cue")
    read = partial(forecasts_of_fate, fate=fate, cue=cue)
    what = f"Forecasts {FATE_WORDS[fate]}" if fate != RECORDED else "Every forecast"
    if cue is not None:
        what = f"Said “{cue}”"
    shown: dict[str, Any] = {
        **dict.fromkeys(("decile", "month", "n")),
        "fate": fate,
        "cue": cue,
        "page_of": "forecasts",
        "what": what,
    }
    if cue is None:
        by = None if room is None else ROOMS[room]
        options = asked.scoring
        if by is not None:
            options["filters"] = options["filters"].naming(by, asked.path["slug"])
        counted = scored_facets(asked.database, by=by, fate=fate, **options)
        shown["facets"] = facets(asked, {name: one for name, one in counted.items() if name != by})
    return _listed(asked, room, read, shown)


def _listed(asked: Asked, room: str | None, read: Callable[..., Any], shown: dict[str, Any]) -> Shown:
    by, slug = (None, None) if room is None else (ROOMS[room], asked.path["slug"])
    number = asked.query["page"]
    found = read(asked.database, by, slug, page=number, **asked.scoring)
    if room is not None and found["key"] != slug:
        return Shown("", {}, moved=f"/{room}/{found['key']}/{shown['page_of']}")
    model = {
        "facets": [],
        **shown,
        **found,
        **place(number, found["total"], at_once=AT_ONCE),
        "room": room,
        "by": by,
        "subset": chosen(asked),
    }
    name = "everybody" if room is None else found["name"] or slug
    return Shown(f"{shown['what']}: {name}", model, call_table(found["items"]))


def call_table(items: list[dict[str, Any]]) -> Table:
    """Forecasts as rows, co-authors joined by a semicolon."""
    rows = [[*(";".join(one[name]) if name == "authors" else one[name] for name in COLUMNS)] for one in items]
    return Table(COLUMNS, rows)


def _for(room: str | None) -> tuple[Page, ...]:
    others = tuple(held for name, held in WHO.items() if room is None or name != ROOMS[room])
    home = "" if room is None else f"/{room}/{{slug}}"
    path = () if room is None else SLUG
    scored = Page(
        address=f"{home}/scored",
        template="behind.html",
        read=partial(_scored, room=room),
        path=path,
        query=(_DECILE, _MONTH, PAGE, *others, *ONE_OF),
    )
    if room is None:
        return (scored,)
    met = Page(
        address=f"{home}/forecasts",
        template="behind.html",
        read=partial(_met, room=room),
        path=path,
        query=(_FATE, _CUE, PAGE, *others, *ONE_OF),
    )
    return (scored, met)


PAGES: tuple[Page, ...] = tuple(page for room in (*ROOMS, None) for page in _for(room))
