"""An article coded blind at the desk, sentence by sentence, and how far its coders agree."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.responses import Response

from app.domain.errors import InvalidInput
from app.extraction.labels import Tier
from app.queries.articles import list_articles, read_article
from app.queries.codings import own_coding, own_codings, read_coding
from app.queries.pages import PageRequest, Sort
from app.services.agreement import agreement_on, agreement_overall
from app.services.coding import (
    TIERS,
    CodedOutcome,
    Mark,
    finish_coding,
    save_marks,
    start_coding,
    words_known,
)
from app.web import forms, signed_in
from app.web.desk import see
from app.web.pages import Table
from app.web.signed_in import LIST, THING, Sitting, draw

CODING = "/desk/articles/{id}/coding"
AGREEMENT = "/desk/articles/{id}/agreement"
OVERALL = "/desk/agreement"
LATEST = PageRequest(sort=(Sort("id", descending=True),), limit=20)
PAIR_COLUMNS = ("first", "second", "sentences", "measure", "n", "kappa")
ARTICLE_COLUMNS = (
    "article",
    "revision",
    "first",
    "first_name",
    "second",
    "second_name",
    "sentences",
    "kappa",
)
MEASURES = (
    ("forecast", "What is a forecast"),
    ("outcome", "What came of it"),
    ("reading", "How it reads, in quarters"),
)


def install(app: FastAPI) -> None:
    """Serve the page of a coding, that of an article's coders, and that of all."""
    signed_in.serve(app, "GET", CODING, _coding, twins=THING)
    signed_in.serve(app, "POST", CODING, _code, again=_coding)
    signed_in.serve(app, "GET", AGREEMENT, _agreement, twins=LIST)
    signed_in.serve(app, "GET", OVERALL, _overall, twins=LIST)


def _coding(sitting: Sitting) -> Response:
    number = forms.number(sitting.path, "id") or 0
    with sitting.context.database.snapshot() as connection:
        article = read_article(connection, number, curator=True)
        own = own_coding(connection, number, sitting.name)
        held = None if own is None else read_coding(connection, own, reader=sitting.name)
    title = article["title"] or f"Article {number}"
    page: dict[str, Any] = {"article": article, "coding": held}
    if held is None or held["finished_at"] is not None:
        return draw(sitting, "desk/coding_ends.html", title, page)
    units = held["units"]
    at = _at(sitting, units)
    page |= {
        "units": units,
        "at": at,
        "unit": units[at],
        "reading": _reading(units[at]),
        "left": held["sentences"] - held["marked"],
        "before": at - 1 if at else None,
        "after": at + 1 if at + 1 < len(units) else None,
        "outcomes": list(CodedOutcome),
        "words": words_known(),
    }
    return draw(sitting, "desk/coding.html", title, page)


def _at(sitting: Sitting, units: list[dict[str, Any]]) -> int:
    """The sentence that is asked for, or the first that nothing was said of."""
    told = sitting.told is not None
    asked = forms.number(sitting.form if told else sitting.query, "unit" if told else "at")
    if asked is None:
        return next((one["unit"] for one in units if one["tier"] is None), 0)
    if asked >= len(units):
        raise InvalidInput("at", f"there is no sentence {asked}", allowed=f"0 to {len(units) - 1}")
    return asked


def _reading(unit: dict[str, Any]) -> str:
    """A reading as its coder gave it."""
    if unit["word"] is not None:
        return str(unit["word"])
    return "" if unit["probability"] is None else f"{100 * unit['probability']:g}"


def _code(sitting: Sitting) -> Response:
    number, action = forms.number(sitting.path, "id") or 0, sitting.form.get("action", "")
    here = f"/desk/articles/{number}/coding"
    with sitting.recording() as record:
        if action == "start":
            start_coding(record, number)
            return see(here)
        own = own_coding(record.connection, number, sitting.name)
        if own is None:
            raise InvalidInput("action", "comes before the coding was begun", allowed="start")
        if action == "finish":
            rest = Tier.NONE if sitting.form.get("rest") == Tier.NONE else None
            finish_coding(record, own, rest=rest)
            return see(f"/desk/articles/{number}/agreement")
        mark = _mark(sitting.form, action)
        save_marks(record, own, [mark])
        units = read_coding(record.connection, own, reader=sitting.name)["units"]
    if mark.tier is None:
        return see(here, at=mark.unit)
    left = [one["unit"] for one in units if one["tier"] is None]
    last = min(mark.unit + 1, len(units) - 1)
    return see(here, at=next((unit for unit in left if unit > mark.unit), left[0] if left else last))


def _mark(form: dict[str, str], action: str) -> Mark:
    unit = forms.number(form, "unit")
    if unit is None:
        raise InvalidInput("unit", "is missing", allowed="the number of a sentence")
    if action == "clear":
        return Mark(unit=unit, tier=None)
    if action not in TIERS:
        raise forms.undecided("action", action, allowed=f"{', '.join(TIERS)}, clear, finish")
    tier = Tier(action)
    if tier is Tier.NONE:
        return Mark(unit=unit, tier=tier)
    words = forms.given(form, "reading") or ""
    is_number = words[:1].isdigit() or words.startswith((".", "-", "+"))
    return Mark(
        unit=unit,
        tier=tier,
        probability=forms.share(form, "reading") if is_number else None,
        word=None if is_number or not words else _word(words),
        outcome=forms.choice(form, "outcome", CodedOutcome),
    )


def _word(words: str) -> str:
    word = words.lower()
    if word not in words_known():
        allowed = "0 to 100, or a word of the lexicon, like likely or unlikely"
        raise InvalidInput("reading", f"{words[:80]!r} is no reading", allowed=allowed)
    return word


def _agreement(sitting: Sitting) -> Response:
    number = forms.number(sitting.path, "id") or 0
    with sitting.context.database.snapshot() as connection:
        article = read_article(connection, number, curator=True)
        found = agreement_on(connection, number, reader=sitting.name)
    page = {**found, "article": article, "measures": MEASURES}
    title = article["title"] or f"Article {number}"
    rows = [
        [
            pair["first"],
            pair["second"],
            pair["sentences"],
            measure,
            pair[measure]["n"],
            pair[measure]["kappa"],
        ]
        for pair in found["pairs"]
        for measure, _ in MEASURES
    ]
    table = Table(PAIR_COLUMNS, rows)
    return draw(sitting, "desk/agreement.html", f"Agreement: {title}", page, table=table)


def _overall(sitting: Sitting) -> Response:
    with sitting.context.database.snapshot() as connection:
        found = agreement_overall(connection)
        own = own_codings(connection, sitting.name)
        latest, _ = list_articles(connection, LATEST)
    page = {**found, "own": own, "latest": latest, "measures": MEASURES}
    table = Table(ARTICLE_COLUMNS, [[one[name] for name in ARTICLE_COLUMNS] for one in found["articles"]])
    return draw(sitting, "desk/agreement_overall.html", "Coding and agreement", page, table=table)
