"""An article at the desk: its text with all that was found in it, and a forecast that a curator adds."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.responses import Response

from app.domain.days import DayBounds
from app.domain.errors import InvalidInput
from app.domain.forecast import CueClass, Kind, Role, Stance
from app.domain.probability import Probability
from app.http.etags import encode, etag_of
from app.queries.articles import read_article
from app.queries.codings import require_sight
from app.queries.forecasts import list_forecasts
from app.queries.pages import Filter, Operator, PageRequest
from app.services.by_hand import Found, Span, Worded, add_forecast, places_of, read_worded
from app.web import forms, signed_in
from app.web.desk import AT_HAND, CANDIDATES, require_unchanged, see
from app.web.marking import excerpt, mark
from app.web.pages import Table
from app.web.signed_in import LIST, Sitting, draw
from app.web.things import FORECAST_COLUMNS, forecast_row

ARTICLE = "/desk/articles/{id}"
AROUND = 60  # characters beside a quote that tell its places apart
PLACES = 50


def install(app: FastAPI) -> None:
    """Serve the page and what its form sends."""
    signed_in.serve(app, "GET", ARTICLE, _article, twins=LIST)
    signed_in.serve(app, "POST", ARTICLE + "/forecasts", _add, again=_article)


def _article(sitting: Sitting) -> Response:
    number = forms.number(sitting.path, "id") or 0
    wanted = PageRequest(filters=(Filter("article", Operator.EQ, (number,)),), limit=AT_HAND)
    with sitting.context.database.read() as connection:
        article = read_article(connection, number, curator=True)
        require_sight(connection, number, reader=sitting.name)
        forecasts, page = list_forecasts(connection, wanted, today=sitting.today, curator=True)
    text = article["text"] or ""
    here = [one for one in forecasts if one["article"]["revision"] == article["revision"]]
    pieces = mark(text, [(one["id"], one["start"], one["end"]) for one in here])
    shown: dict[str, Any] = {
        "article": article,
        "version": sitting.version(etag_of(encode(article))),
        "anew": f"/desk/articles/{number}",
        "pieces": [(piece.text, bool(piece.forecasts)) for piece in pieces] if text else [],
        "forecasts": forecasts,
        "more": page.next is not None,
        "places": _places(sitting, text),
        "kinds": list(Kind),
        "roles": list(Role),
        "stances": list(Stance),
        "cue_classes": list(CueClass),
    }
    table = Table(FORECAST_COLUMNS, [forecast_row(one) for one in forecasts])
    return draw(sitting, "desk/by_hand.html", article["title"] or f"Article {number}", shown, table=table)


def _places(sitting: Sitting, text: str) -> list[tuple[str, str, str]]:
    """Where the quote of a refused form stands, with what is around each place, where there are several."""
    quote = forms.given(sitting.form, "quote")
    found = [] if quote is None else places_of(quote, text)
    if len(found) < 2:
        return []
    return [excerpt(text, start, end, around=AROUND) for start, end in found[:PLACES]]


def _add(sitting: Sitting) -> Response:
    number = forms.number(sitting.path, "id") or 0
    found = _found(sitting.form)
    with sitting.recording() as record:
        held = read_article(record.connection, number, curator=True)
        require_sight(record.connection, number, reader=sitting.name)
        require_unchanged(sitting, etag_of(encode(held)), f"article {number}")
        forecast = add_forecast(record, number, found)
    return see(CANDIDATES, at=forecast)


def _found(form: dict[str, str]) -> Found:
    cue, deadline = forms.given(form, "cue"), forms.day(form, "deadline")
    read = None if cue is None else read_worded(cue)
    said = _probability(form)
    return Found(
        span=Span(
            forms.number(form, "start"),
            forms.number(form, "end"),
            forms.given(form, "quote"),
            forms.number(form, "occurrence"),
        ),
        cue=cue,
        cue_class=_cue_class(form, read, said),
        # What a curator reads in it wins over the table; without either it has no point.
        probability=said if said is not None or read is None else read.probability,
        lexicon=read.lexicon if read is not None and said is None else None,
        claim=forms.given(form, "claim"),
        authors=forms.people(form, "authors"),
        role=forms.choice(form, "role", Role) or Role.BYLINE,
        kind=forms.choice(form, "kind", Kind) or Kind.EVENT,
        stance=forms.choice(form, "stance", Stance),
        condition=forms.given(form, "condition"),
        deadline=None if deadline is None else DayBounds.on(deadline),
    )


def _probability(form: dict[str, str]) -> Probability | None:
    point, low, high = (forms.share(form, name) for name in ("probability", "low", "high"))
    if point is None:
        if low is not None or high is not None:
            raise InvalidInput("probability", "is needed with low and high", allowed="0 to 100")
        return None
    low, high = point if low is None else low, point if high is None else high
    if not low <= point <= high:
        raise InvalidInput("probability", f"{100 * point:g} lies outside its range", allowed="low to high")
    return Probability(point, low, high)


def _cue_class(form: dict[str, str], read: Worded | None, said: Probability | None) -> CueClass:
    given = forms.choice(form, "cue_class", CueClass)
    if given is not None:
        return given
    if read is not None:
        return read.cue_class
    if said is not None and forms.given(form, "cue") is None:
        return CueClass.NUMERIC
    raise InvalidInput(
        "cue_class",
        "cannot be told from the cue: say how it is worded",
        allowed=", ".join(CueClass),
    )
