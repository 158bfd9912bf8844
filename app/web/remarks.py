"""At the desk: replies and correction requests recorded on a forecast, and the requests to answer."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.responses import Response

from app.domain.errors import InvalidInput
from app.domain.remark import SAID, RemarkKind, Ruling, Standing
from app.queries.codings import require_sight
from app.queries.forecasts import read_forecast
from app.queries.pages import Filter, Operator, PageRequest
from app.queries.remarks import CORRECTIONS, list_corrections, read_correction, read_remarks
from app.services import remarks
from app.services.remarks import Answer, Said
from app.storage.record import Record
from app.web import forms, signed_in
from app.web.desk import see
from app.web.pages import Table
from app.web.signed_in import LIST, THING, Sitting, draw
from app.web.things import CORRECTION_COLUMNS, correction_row

FORECASTS, REQUESTS = "/desk/forecasts", "/desk/corrections"


def install(app: FastAPI) -> None:
    """Serve the forecast's page at the desk, and the list of requests."""
    signed_in.serve(app, "GET", FORECASTS + "/{id}", _forecast, twins=THING)
    signed_in.serve(app, "POST", FORECASTS + "/{id}", _add, again=_forecast)
    signed_in.serve(app, "GET", REQUESTS, _waiting, twins=LIST)
    signed_in.serve(app, "POST", REQUESTS + "/{id}", _answer, again=_asked_of)


def _forecast(sitting: Sitting) -> Response:
    return _drawn(sitting, forms.number(sitting.path, "id") or 0)


def _asked_of(sitting: Sitting) -> Response:
    request = forms.number(sitting.path, "id") or 0
    with sitting.context.database.read() as connection:
        forecast = read_correction(connection, request)["forecast"]
    return _drawn(sitting, forecast, request=request)


def _drawn(sitting: Sitting, number: int, *, request: int | None = None) -> Response:
    """The page; request: the correction request whose answer was refused."""
    with sitting.context.database.read() as connection:
        forecast = read_forecast(connection, number, today=sitting.today, curator=True)
        require_sight(connection, forecast["article"]["id"], reader=sitting.name)
        said = read_remarks(connection, number, curator=True)
    page = {"forecast": forecast, "remarks": said, "today": sitting.today, "request": request}
    return draw(sitting, "desk/forecast.html", f"Forecast {number}: replies", page)


def _add(sitting: Sitting) -> Response:
    number = forms.number(sitting.path, "id") or 0
    with sitting.recording() as record:
        _require_sight(record, number, sitting)
        remarks.add_remark(record, number, _said(sitting.form, record))
    return see(f"{FORECASTS}/{number}")


def _require_sight(record: Record, number: int, sitting: Sitting) -> None:
    held = read_forecast(record.connection, number, today=record.today, curator=True)
    require_sight(record.connection, held["article"]["id"], reader=sitting.name)


def _said(form: dict[str, str], record: Record) -> Said:
    kind = form.get("kind", "")
    if kind not in SAID:
        raise InvalidInput("kind", f"{kind!r} is none", allowed=", ".join(SAID))
    return Said(
        kind=RemarkKind(kind),
        said_by=form.get("said_by", ""),
        text=form.get("text", ""),
        url=forms.given(form, "url"),
        said_on=forms.day(form, "said_on") or record.today,
    )


def _waiting(sitting: Sitting) -> Response:
    """Correction requests, those that nobody has answered unless others are asked for."""
    state = sitting.query.get("state", Standing.OPEN)
    if state and state not in set(Standing):
        raise InvalidInput("state", f"{state!r} is none", allowed=", ".join(Standing))
    wanted = PageRequest(
        filters=(Filter("state", Operator.EQ, (state,)),) if state else (),
        cursor=forms.given(sitting.query, "cursor"),
    )
    with sitting.context.database.read() as connection:
        items, page = list_corrections(connection, wanted)
    shown: dict[str, Any] = {"items": items, "next": page.next, "state": state, "states": list(Standing)}
    table = Table(CORRECTION_COLUMNS, [correction_row(one) for one in items])
    return draw(sitting, "desk/corrections.html", CORRECTIONS.name.capitalize(), shown, table=table)


def _answer(sitting: Sitting) -> Response:
    form, request = sitting.form, forms.number(sitting.path, "id") or 0
    ruling = form.get("ruling", "")
    if ruling not in set(Ruling):
        raise InvalidInput("ruling", f"{ruling!r} is none", allowed=", ".join(Ruling))
    answer = Answer(
        ruling=Ruling(ruling),
        reason=form.get("reason", ""),
        changed=forms.given(form, "changed"),
        replaces=forms.number(form, "replaces"),
    )
    with sitting.recording() as record:
        forecast = read_correction(record.connection, request)["forecast"]
        _require_sight(record, forecast, sitting)
        remarks.answer_correction(record, request, answer)
    return see(f"{FORECASTS}/{forecast}")
