"""A leaderboard over resolved forecasts, against the fastest single SQL pass on the same database.

Three moments: `cold`, the first request of a process; `after an event`, when a question was just resolved
anew; `warm`, the same request again. Each as a ratio to one statement that averages squared errors by author.
"""

from __future__ import annotations

import gc
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

import orjson
import sqlalchemy as sa

from app.domain.resolution import Outcome, Verdict
from app.services import resolution
from app.services.accuracy import accuracy
from app.services.recording import recording
from app.storage import tables as t
from app.storage.database import Database
from app.storage.migrate import upgrade
from app.storage.record import system_clock
from benchmarks.figures import Figure, emit, peak_memory, say
from benchmarks.history import build_history

FORECASTS = 100_000
AUTHORS = 1_000
ROUNDS = 7
AT_MOST = 3.0
MOMENTS = ("cold", "after an event", "warm")


def main() -> None:
    """Print a line of JSON per figure; the address of an empty database as argument builds there instead."""
    with _database(sys.argv[1] if len(sys.argv) > 1 else None) as database:
        say(f"leaderboard: building {FORECASTS:,} forecasts")
        build_history(database, forecasts=FORECASTS, authors=AUTHORS)
        before = peak_memory()
        for figure in measure(database):
            emit(figure)
        after = peak_memory()
        if before is not None and after is not None:
            emit(
                Figure(
                    name="leaderboard, peak memory beyond building the record",
                    value=round(after - before, 1),
                    unit="MiB",
                )
            )


@contextmanager
def _database(url: str | None) -> Iterator[Database]:
    with tempfile.TemporaryDirectory() as place:
        database = Database(url or f"sqlite:///{Path(place) / 'leaderboard.db'}")
        upgrade(database)
        yield database
        database.close()


def measure(database: Database) -> list[Figure]:
    """Medians of rounds that take turns with the pass they are held against."""
    url = database.url.render_as_string(hide_password=False)
    passes: list[float] = []
    seconds: dict[str, list[float]] = {name: [] for name in MOMENTS}
    _single_pass(database)
    for _ in range(ROUNDS):
        passes.append(_seconds(lambda: _single_pass(database)))
        fresh = Database(url)  # nothing of it is in memory yet
        seconds["cold"].append(_seconds(lambda fresh=fresh: _leaderboard(fresh)))  # type: ignore[misc]
        fresh.close()
    _leaderboard(database)
    for _ in range(ROUNDS):
        passes.append(_seconds(lambda: _single_pass(database)))
        resolve_again(database)
        seconds["after an event"].append(_seconds(lambda: _leaderboard(database)))
        seconds["warm"].append(_seconds(lambda: _leaderboard(database)))
    one = median(passes)
    return [
        Figure(
            name=f"leaderboard of {AUTHORS:,} authors over {FORECASTS:,} forecasts, {name}",
            value=round(median(times) / one, 2),
            at_most=AT_MOST,
            spread=(round(min(times) / one, 2), round(max(times) / one, 2)),
            against=f"one SQL pass, {one * 1000:.0f} ms ({database.url.get_backend_name()})",
        )
        for name, times in seconds.items()
    ]


def _seconds(act: Callable[[], object]) -> float:
    gc.collect()
    began = perf_counter()
    act()
    return perf_counter() - began


def _leaderboard(database: Database) -> bytes:
    return orjson.dumps(accuracy(database, by="author"))


def _single_pass(database: Database) -> int:
    """Mean squared error and number by author, in one statement on the bare driver."""
    v, a, o = t.forecast_version, t.forecast_author, t.outcome
    p = sa.case((v.c.polarity == -1, 1 - v.c.probability), else_=v.c.probability)
    error = p - o.c.value
    statement = (
        sa.select(a.c.author_id, sa.func.avg(error * error), sa.func.count())
        .select_from(
            v.join(o, o.c.question_id == v.c.question_id).join(a, a.c.forecast_id == v.c.forecast_id)
        )
        .where(
            v.c.to_seq.is_(None),
            v.c.status == sa.literal_column("'accepted'"),
            o.c.to_seq.is_(None),
            o.c.state == sa.literal_column("'resolved'"),
            a.c.to_seq.is_(None),
        )
        .group_by(a.c.author_id)
    )
    with database.read() as connection:
        sql = str(statement.compile(connection, compile_kwargs={"literal_binds": True}))
        return len(connection.exec_driver_sql(sql.replace("%", "%%")).fetchall())


def resolve_again(database: Database) -> None:
    """Answer a question anew, as a curator would."""
    today = system_clock().date()
    with recording(database, actor="benchmark") as record:
        v = t.question_version
        question = record.connection.execute(
            sa.select(v.c.question_id, v.c.closes_on).where(v.c.to_seq.is_(None)).order_by(v.c.question_id)
        ).first()
        assert question is not None
        seen = resolution.Evidence(citation="the benchmark", retrieved_on=today - timedelta(days=1))
        verdict = Verdict(outcome=Outcome.NO, occurred_on=question.closes_on)
        resolution.resolve(record, question.question_id, verdict, evidence=(seen,))


if __name__ == "__main__":
    main()
