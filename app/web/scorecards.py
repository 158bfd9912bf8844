"""One scorecard, and two authors compared."""

from __future__ import annotations

from functools import partial
from typing import Any

from app.http.parameters import Parameter
from app.http.scoring import ONE_OF, WHO
from app.queries.pages import Kind, PageRequest
from app.queries.people import list_authors
from app.services.accuracy import accuracy_of
from app.services.behind import timeline_of
from app.services.calls import notable_calls
from app.services.corrected import corrected_since
from app.services.history import score_history
from app.services.pairing import compare_authors
from app.services.words import words_meant
from app.web.embeds import WIDTH, height_of
from app.web.figures.specs import DRAWN, FIGURES, drawn_calls, room_for
from app.web.pages import Asked, Page, Shown, Table, simulated
from app.web.rooms import ROOMS, SLUG
from app.web.subset import chosen
from app.web.verdicts import in_words, too_small

NOTABLE = 5
COLUMNS = (
    "key",
    "name",
    "rank",
    "rank_low",
    "rank_high",
    "unranked",
    "n",
    "forecasts",
    "effective_clusters",
    "base_rate",
    "brier",
    "brier_low",
    "brier_high",
    "adjusted",
    "adjusted_low",
    "adjusted_high",
    "skill",
    "mcb",
    "dsc",
    "unc",
    "open",
    "overdue",
    "disputed",
    "unscorable",
    "void",
)
SHARED_COLUMNS = ("question", "text", "a_probability", "b_probability", "outcome")


def card_row(card: dict[str, Any]) -> list[Any]:
    """A scorecard as a row of the table."""
    brier, adjusted, ranks = (
        card[name] or (None, None) for name in ("brier_interval", "adjusted_interval", "rank_set")
    )
    held = card["coverage"]
    return [
        card["key"],
        card["name"],
        card["rank"],
        *ranks,
        card["unranked"],
        card["n"],
        card["forecasts"],
        card["effective_clusters"],
        card["base_rate"],
        card["brier"],
        *brier,
        card["adjusted"],
        *adjusted,
        card["skill"],
        card["mcb"],
        card["dsc"],
        card["unc"],
        held["open"],
        held["overdue"],
        held["disputed"],
        held["forecasts"]["unscorable"],
        sum(held["void"].values()),
    ]


def _card(asked: Asked, *, room: str) -> Shown:
    by, slug = ROOMS[room], asked.path["slug"]
    card = accuracy_of(asked.database, by, slug, **asked.scoring)
    if card["key"] != slug:
        return Shown("", {}, moved=f"/{room}/{card['key']}")
    options = asked.scoring
    made_up = simulated(asked.request)
    calls = notable_calls(asked.database, by, slug, limit=NOTABLE, **options)
    model = {
        **card,
        "room": room,
        "by": by,
        "sentences": in_words(card),
        "corrected_since": corrected_since(asked.database, by, slug, **options),
        "too_small": too_small(card),
        "subset": chosen(asked),
        "misses": calls["misses"],
        "best": calls["best"],
        "windows": score_history(asked.database, by, slug, **options)["windows"],
        **_words(asked, by, slug),
        "frame": {"width": WIDTH, "height": height_of(card, made_up=made_up)},
    }
    line = timeline_of(asked.database, by, slug, latest=DRAWN, **options)
    model["counted"] = {"total": line["total"], "drawn": len(drawn_calls(line))}
    drawn = {
        **card,
        "consistency": card["detail"]["consistency"],
        "windows": model["windows"],
        "words": model["words"],
        "items": line["items"],
        "total": line["total"],
    }
    model["figures"] = {
        name: {"alt": figure.alt(drawn), "size": room_for(figure, drawn, made_up=made_up)}
        for name, figure in FIGURES.items()
    }
    return Shown(card["name"] or slug, model, Table(COLUMNS, [card_row(card)]))


def _words(asked: Asked, by: str, slug: str) -> dict[str, Any]:
    found = words_meant(asked.database, by, slug, **asked.scoring)
    return {name: found[name] for name in ("words", "read_by")}


def _pair(asked: Asked) -> Shown:
    a, b = asked.query.get("a"), asked.query.get("b")
    with asked.database.read() as connection:
        known = list_authors(connection, PageRequest(limit=200))[0]
    model: dict[str, Any] = {"authors": known, "a_slug": a, "b_slug": b, "pair": None}
    if a is None or b is None:
        return Shown("Compare two authors", model, Table(SHARED_COLUMNS, []))
    pair = model["pair"] = compare_authors(asked.database, a, b, **asked.scoring)
    rows = [
        [one["question"], one["text"], one["a"]["probability"], one["b"]["probability"], one["outcome"]]
        for one in pair["shared"]
    ]
    return Shown(f"{pair['a']['name'] or a} and {pair['b']['name'] or b}", model, Table(SHARED_COLUMNS, rows))


def _for(room: str) -> Page:
    by = ROOMS[room]
    others = tuple(held for name, held in WHO.items() if name != by)
    return Page(
        address=f"/{room}/{{slug}}",
        template="card.html",
        read=partial(_card, room=room),
        path=SLUG,
        query=(*others, *ONE_OF),
    )


PAGES: tuple[Page, ...] = (
    *map(_for, ROOMS),
    Page(
        address="/compare",
        template="compare.html",
        read=_pair,
        query=(
            Parameter(name="a", kind=Kind.TEXT, description="The slug of an author."),
            Parameter(name="b", kind=Kind.TEXT, description="The slug of another."),
            WHO["source"],
            WHO["topic"],
            *(held for held in ONE_OF if held.name != "minimum"),
        ),
    ),
)
