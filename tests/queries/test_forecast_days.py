"""Filtering forecasts by day means the same in lists and in scores, and follows the order's own index."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.days import DayBounds
from app.queries.forecasts import list_forecasts
from app.queries.pages import Filter, Operator, PageRequest, Sort
from app.services.accuracy import accuracy
from app.services.scope import Filters
from app.storage.database import Database
from tests.builders import NOW, Builder, clock

JANUARY, FEBRUARY, MARCH = date(2026, 1, 10), date(2026, 2, 10), date(2026, 3, 10)
MADE = {
    "january": DayBounds.on(JANUARY),
    "january to march": DayBounds(JANUARY, MARCH),
    "february": DayBounds.on(FEBRUARY),
    "from february": DayBounds(FEBRUARY, None),
    "by february": DayBounds(None, FEBRUARY),
    "unknown": DayBounds(),
}


@pytest.fixture
def made(database: Database) -> dict[int, str]:
    """A forecast of each sort of day, accepted, by id."""
    build = Builder(database)
    _, revision = build.article()
    question = build.question()
    found = {}
    for name, days in MADE.items():
        number = build.candidate(revision, made=days)
        build.accept(number, question)
        found[number] = name
    build.resolve(question, on=date(2026, 5, 3))
    return found


@pytest.mark.parametrize(
    ("bounds", "names"),
    [
        ({"gte": FEBRUARY}, {"february", "from february"}),
        ({"gte": JANUARY}, {"january", "january to march", "february", "from february"}),
        ({"lte": FEBRUARY}, {"january", "february", "by february"}),
        ({"gte": JANUARY, "lte": FEBRUARY}, {"january", "february"}),
        ({"eq": FEBRUARY}, {"february"}),
        ({}, set(MADE)),
    ],
)
def test_what_was_surely_made_then(
    database: Database, made: dict[int, str], bounds: dict[str, date], names: set[str]
) -> None:
    filters = tuple(Filter("made_on", Operator(name), (day,)) for name, day in bounds.items())
    with database.read() as connection:
        items, _ = list_forecasts(connection, PageRequest(filters=filters), today=NOW.date())
    assert {made[item["id"]] for item in items} == names
    if "eq" not in bounds:
        given: dict[str, Any] = {f"made_on__{name}": day for name, day in bounds.items()}
        result = accuracy(database, filters=Filters(**given), clock=clock)
        assert sum(result["overall"]["coverage"]["forecasts"].values()) == len(names)
        echoed = {name: result["parameters"][name] for name in ("made_on__gte", "made_on__lte")}
        assert echoed == {name: day.isoformat() for name, day in given.items()} | {
            name: None for name in echoed if name not in given
        }


@pytest.mark.parametrize("sort", [(Sort("made_on", descending=True),), (Sort("made_on"),)])
@pytest.mark.parametrize("operator", [Operator.GTE, Operator.LTE, Operator.EQ])
def test_a_page_of_some_days_sorts_nothing(
    database: Database, sort: tuple[Sort, ...], operator: Operator
) -> None:
    if not database.is_sqlite:
        pytest.skip("SQLite says how it will run a statement; PostgreSQL decides by the table's size")
    asked: list[tuple[str, Any]] = []
    with database.read() as connection:

        @sa.event.listens_for(connection, "before_cursor_execute")
        def note(_c: Any, _k: Any, statement: str, parameters: Any, _x: Any, _many: bool) -> None:
            asked.append((statement, parameters))

        wanted = PageRequest(filters=(Filter("made_on", operator, (FEBRUARY,)),), sort=sort)
        list_forecasts(connection, wanted, today=NOW.date())
        (statement, parameters), *_ = asked
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    assert any("ix_forecast_version_made" in step for step in plan), plan
    assert not any("TEMP B-TREE" in step for step in plan), plan
