"""Addresses and feeds that wait to be taken in: a queue in the database, worked off outside requests."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, timedelta
from typing import Any

import sqlalchemy as sa

from app.domain.days import DayBounds
from app.domain.errors import Conflict, ForeseenError, InvalidInput, NotFound
from app.domain.people import AuthorKind
from app.fetch import Fetcher
from app.model import Model
from app.services.curation import Named, require_past
from app.services.ingestion import Given, normal_url
from app.services.intake import Came, Intake, expand, take
from app.storage.canonical import moment
from app.storage.database import Database
from app.storage.record import Clock, system_clock
from app.storage.tables import ingestion

# An item takes 20 s at the most, and what a language model may take; a worker that is silent longer is gone.
LEASE = timedelta(seconds=45)
POLL_SECONDS = 0.5
WAITING = ("queued", "running")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the caller says of every article to come."""

    source: str | None = None
    authors: tuple[Named, ...] | None = None
    published: DayBounds | None = None
    frame: str | None = None

    def given(self) -> Given:
        """As the caller's words."""
        return Given(source=self.source, authors=self.authors, published=self.published, frame=self.frame)

    def held(self) -> dict[str, Any]:
        """As the queue keeps them."""
        days = self.published
        return {
            "source": self.source,
            "authors": None if self.authors is None else [asdict(author) for author in self.authors],
            "published_on": None
            if days is None
            else {
                "earliest": days.earliest and days.earliest.isoformat(),
                "latest": days.latest and days.latest.isoformat(),
            },
            "frame": self.frame,
        }

    @classmethod
    def of(cls, held: dict[str, Any]) -> Options:
        """As the queue kept them."""
        authors, days = held["authors"], held["published_on"]
        return cls(
            source=held["source"],
            authors=None
            if authors is None
            else tuple(Named(author["name"], AuthorKind(author["kind"])) for author in authors),
            published=None if days is None else DayBounds(_day(days["earliest"]), _day(days["latest"])),
            frame=held["frame"],
        )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def enqueue(
    database: Database, url: str, options: Options, *, actor: str, clock: Clock = system_clock
) -> int:
    """Ask for an address to be taken in; returns the ingestion's id."""
    target = normal_url(url)
    if target is None:
        raise InvalidInput("url", "is missing")
    now = clock()
    if options.published is not None:
        require_past("published_on", options.published, today=now.astimezone(UTC).date())
    with database.write() as connection:
        row = connection.execute(
            sa.insert(ingestion)
            .values(
                target=target, options=options.held(), status="queued", found=0, done=0, failed=0, items=[],
                actor=actor, created_at=moment(now), updated_at=moment(now), cancel_requested=False,
            )
            .returning(ingestion.c.id)
        )  # fmt: skip
        return int(row.scalar_one())


def cancel(database: Database, number: int, *, clock: Clock = system_clock) -> None:
    """Stop an ingestion before its next item; what was taken in stays."""
    with database.write() as connection:
        status = connection.execute(sa.select(ingestion.c.status).where(ingestion.c.id == number)).scalar()
        if status is None:
            raise NotFound("ingestion", number)
        if status not in WAITING:
            raise Conflict(f"ingestion {number} is {status} already")
        values: dict[str, Any] = {"cancel_requested": True, "updated_at": moment(clock())}
        if status == "queued":
            values["status"] = "cancelled"
        connection.execute(sa.update(ingestion).where(ingestion.c.id == number).values(values))


def _lease(model: Model | None) -> timedelta:
    return LEASE if model is None else LEASE + timedelta(seconds=model.seconds)


def claim(
    database: Database, *, clock: Clock = system_clock, model: Model | None = None
) -> sa.Row[Any] | None:
    """The next ingestion to work on, if any: a queued one, or one whose worker went silent."""
    now = clock()
    waiting = sa.or_(
        ingestion.c.status == "queued",
        sa.and_(ingestion.c.status == "running", ingestion.c.lease_until < moment(now)),
    )
    with database.read() as connection:
        if connection.execute(sa.select(ingestion.c.id).where(waiting).limit(1)).first() is None:
            return None
    with database.write() as connection:
        first = sa.select(ingestion.c.id).where(waiting).order_by(ingestion.c.id).limit(1)
        if not database.is_sqlite:
            first = first.with_for_update(skip_locked=True)
        number = connection.execute(first).scalar()
        if number is None:
            return None
        return connection.execute(
            sa.update(ingestion)
            .where(ingestion.c.id == number)
            .values(
                status="running", lease_until=moment(now + _lease(model)), updated_at=moment(now),
                found=0, done=0, failed=0, items=[],
            )
            .returning(ingestion)
        ).one()  # fmt: skip


def run(
    database: Database,
    row: sa.Row[Any],
    fetcher: Fetcher,
    *,
    clock: Clock = system_clock,
    stopping: Callable[[], bool] = lambda: False,
    model: Model | None = None,
) -> None:
    """Work one ingestion off; doing it again after a crash or a stop adds nothing twice."""
    given = Options.of(row.options).given()
    intake = Intake(database, fetcher, row.actor, clock, model)
    came: list[Came] = []
    try:
        items = list(expand(intake, row.target))
        for item in items:
            if stopping():
                _finish(database, row.id, "queued", came, found=len(items), clock=clock)
                return
            if not _progress(database, row.id, came, found=len(items), clock=clock, lease=_lease(model)):
                _finish(database, row.id, "cancelled", came, found=len(items), clock=clock)
                return
            came.append(item if isinstance(item, Came) else take(intake, item, given))
    except ForeseenError as error:
        _finish(database, row.id, "failed", came, found=len(came), error=error.message, clock=clock)
        return
    except Exception:
        # A bug must not leave an ingestion running for ever, to be claimed and to fail again.
        log.exception("ingestion %s failed", row.id)
        _finish(database, row.id, "failed", came, found=len(came), error="internal error", clock=clock)
        return
    failed = bool(came) and all(one.error is not None for one in came)
    status, error_text = ("failed", came[0].error) if failed else ("done", None)
    _finish(database, row.id, status, came, found=len(came), error=error_text, clock=clock)


def _counts(came: list[Came], found: int) -> dict[str, Any]:
    return {
        "found": found,
        "done": sum(one.article is not None for one in came),
        "failed": sum(one.error is not None for one in came),
    }


def _progress(
    database: Database, number: int, came: list[Came], *, found: int, clock: Clock, lease: timedelta
) -> bool:
    """Note how far it is and keep the lease; False once cancelling was asked for."""
    now = clock()
    with database.write() as connection:
        wanted = connection.execute(
            sa.update(ingestion)
            .where(ingestion.c.id == number)
            .values(**_counts(came, found), updated_at=moment(now), lease_until=moment(now + lease))
            .returning(ingestion.c.cancel_requested)
        ).scalar_one()
    return not wanted


def _finish(
    database: Database,
    number: int,
    status: str,
    came: list[Came],
    *,
    found: int,
    clock: Clock,
    error: str | None = None,
) -> None:
    with database.write() as connection:
        connection.execute(
            sa.update(ingestion)
            .where(ingestion.c.id == number)
            .values(
                **_counts(came, found),
                items=[_held(one) for one in came],
                status=status,
                error=error,
                updated_at=moment(clock()),
                lease_until=None,
            )
        )


def _held(one: Came) -> dict[str, Any]:
    """What came of an item as the queue keeps it: no erasure reaches it, so no words that a model wrote."""
    held = asdict(one)
    model = (held["article"] or {}).get("model")
    if model is not None:
        model["unverified"] = [
            {"sentences": proposal["sentences"], "reason": proposal["reason"]}
            for proposal in model["unverified"]
        ]
    return held


class Worker:
    """One thread that works the queue off while the server runs."""

    def __init__(
        self,
        database: Database,
        fetcher: Fetcher,
        *,
        clock: Clock = system_clock,
        model: Model | None = None,
    ) -> None:
        self._database, self._fetcher, self._clock, self._model = database, fetcher, clock, model
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="ingestions", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, *, seconds: float = 5.0) -> None:
        """End after the present item, the rest goes back to the queue; a longer one is found by its lease."""
        self._stop.set()
        self._thread.join(timeout=seconds)

    def _loop(self) -> None:
        while not self._stop.is_set():
            try:
                row = claim(self._database, clock=self._clock, model=self._model)
                if row is not None:
                    run(
                        self._database,
                        row,
                        self._fetcher,
                        clock=self._clock,
                        stopping=self._stop.is_set,
                        model=self._model,
                    )
                    continue
            except ForeseenError as error:
                # The database may be away for a while; the queue is still there when it comes back.
                log.warning("the ingestion queue waits: %s", error)
            except Exception:
                # Without this thread nothing would be taken in until the next start, and nobody would know.
                log.exception("the ingestion queue waits")
            self._stop.wait(POLL_SECONDS)
