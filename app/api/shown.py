"""The bytes a reader gets of one thing: what If-Match is compared with inside the transaction."""

from __future__ import annotations

from typing import Any

from app.api.routes import Call
from app.http.etags import encode
from app.queries.articles import read_article
from app.queries.forecasts import read_forecast
from app.queries.questions import read_question
from app.storage.record import Record


def article_shown(call: Call[Any], record: Record, number: int) -> bytes:
    """As GET /articles/{id} answers this caller."""
    return encode(read_article(record.connection, number, curator=call.curates))


def forecast_shown(call: Call[Any], record: Record, number: int) -> bytes:
    """As GET /forecasts/{id} answers this caller."""
    return encode(read_forecast(record.connection, number, today=call.today, curator=call.curates))


def question_shown(call: Call[Any], record: Record, number: int) -> bytes:
    """As GET /questions/{id} answers this caller."""
    return encode(read_question(record.connection, number, today=call.today))
