"""Forecasts."""

from __future__ import annotations

from starlette.responses import Response

from app.access.keys import KeyRole
from app.api.lists import reply_page
from app.api.routes import Call, Example, Routes
from app.api.shapes import ForecastPage, ForecastShape
from app.api.suggestion_shapes import ForecastSuggestionsShape
from app.http.etags import encode
from app.http.lists import page_request, parameters_of
from app.http.parameters import id_in_path
from app.queries import forecasts
from app.queries.codings import blinded, require_sight
from app.queries.suggestions import suggest_for_forecast

routes = Routes("forecasts")


@routes.read(
    "/forecasts/{id}",
    path=(id_in_path(example=11),),
    response=ForecastShape,
    example=Example(path={"id": 11}),
)
def get_forecast(call: Call[None]) -> Response:
    """Read a forecast; candidates and rejected ones need a curator's key."""
    with call.database.read() as connection:
        shown = forecasts.read_forecast(connection, call.path["id"], today=call.today, curator=call.curates)
        if shown["status"] not in forecasts.PUBLIC:
            require_sight(connection, shown["article"]["id"], reader=call.name)
    return call.reply(encode(shown))


@routes.read(
    "/forecasts",
    query=parameters_of(forecasts.FORECASTS),
    response=ForecastPage,
    example=Example(
        query={"author": "ada-rowe", "probability__gte": "0.1", "sort": "-made_on,id", "limit": "2"}
    ),
)
def list_forecasts(call: Call[None]) -> Response:
    """List forecasts."""
    wanted = page_request(call.query, forecasts.FORECASTS)
    with call.database.read() as connection:
        hidden = blinded(connection, call.name) if call.curates else frozenset()
        items, page = forecasts.list_forecasts(
            connection, wanted, today=call.today, curator=call.curates, hidden=hidden
        )
    return reply_page(call, items, page)


@routes.read(
    "/forecasts/{id}/suggestions",
    path=(id_in_path(example=14),),
    role=KeyRole.CURATOR,
    response=ForecastSuggestionsShape,
    example=Example(path={"id": 14}),
)
def get_forecast_suggestions(call: Call[None]) -> Response:
    """Read which questions may ask what a forecast says, and which forecasts may say it again (curators)."""
    with call.database.read() as connection:
        held = forecasts.read_forecast(connection, call.path["id"], today=call.today, curator=True)
        require_sight(connection, held["article"]["id"], reader=call.name)
        hidden = blinded(connection, call.name)
        return call.reply(encode(suggest_for_forecast(connection, call.path["id"], hidden=hidden)))
