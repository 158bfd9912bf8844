"""The desk's two queues as lists, for programs: what waits, in the order in which it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.domain.errors import InvalidInput
from app.queries.forecasts import list_forecasts
from app.queries.pages import MAX_LIMIT, Filter, Operator, PageRequest
from app.queries.questions import list_questions
from app.queries.queues import waiting_candidates, waiting_due
from app.web import forms
from app.web.pages import Table
from app.web.signed_in import Sitting
from app.web.things import FORECAST_COLUMNS, QUESTION_COLUMNS, forecast_row, question_row

HIGHEST = 100_000


def candidate_queue(
    sitting: Sitting, connection: Any, hidden: frozenset[int]
) -> tuple[dict[str, Any], Table]:
    """A page of the candidates, without those of articles that are being coded."""
    number, part = _part(sitting)
    found, total = waiting_candidates(connection, hidden=hidden, **part)
    items, _ = list_forecasts(connection, _these(found), today=sitting.today, curator=True, hidden=hidden)
    rows = [forecast_row(one) for one in items]
    return _listed(items, number, total), Table(FORECAST_COLUMNS, rows)


def due_queue(sitting: Sitting, connection: Any, hidden: frozenset[int]) -> tuple[dict[str, Any], Table]:
    """A page of the due questions; no forecast, nor who said one, is a part of a question."""
    number, part = _part(sitting)
    found, total = waiting_due(connection, today=sitting.today, hidden=hidden, **part)
    listed, _ = list_questions(connection, _these(found), today=sitting.today)
    items = sorted(listed, key=lambda one: found.index(one["id"]))
    rows = [question_row(one) for one in items]
    return _listed(items, number, total), Table(QUESTION_COLUMNS, rows)


def _listed(items: list[dict[str, Any]], number: int, total: int) -> dict[str, Any]:
    return {"items": items, "page": number, "pages": max(1, -(-total // MAX_LIMIT)), "total": total}


def _part(sitting: Sitting) -> tuple[int, dict[str, int]]:
    number = forms.number(sitting.query, "page")
    number = 1 if number is None else number
    if not 1 <= number <= HIGHEST:
        raise InvalidInput("page", f"{number} is none", allowed=f"1 to {HIGHEST}")
    return number, {"limit": MAX_LIMIT, "skip": MAX_LIMIT * (number - 1)}


def _these(numbers: Sequence[int]) -> PageRequest:
    return PageRequest(filters=(Filter("id", Operator.IN, tuple(numbers or [-1])),), limit=MAX_LIMIT)
