"""A simulated panel: four made-up forecasters, every question with a known chance.

It is there to learn to read figures by. Their articles are read, accepted and resolved as any others are;
what is simulated is what they say and what happens. The source's name marks the record, and every page of it
says so.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import sqlalchemy as sa

from app.documents import Document, read_bytes
from app.domain.days import DayBounds
from app.domain.question import ClosesBasis
from app.domain.resolution import Outcome, Verdict
from app.queries.glance import SIMULATED, is_simulated
from app.services.curation import Link, Named, accept
from app.services.ingestion import Given, ingest
from app.services.questions import QuestionDraft, add_question
from app.services.recording import recording
from app.services.resolution import Evidence, resolve
from app.storage import tables as t
from app.storage.database import Database
from app.storage.record import Clock, system_clock

ACTOR = "panel"
FRAME = "Simulated: every article of four made-up forecasters, whose questions have a known chance."
FIRST_YEAR, MONTHS = 2021, 60
QUESTIONS = 4  # a month
SEED = 20210101
NOISE = 0.35  # of what each of them sees, in logits


@dataclass(frozen=True, slots=True)
class Forecaster:
    """A name and a temper: how the logit of the chance becomes that of what is said."""

    name: str
    temper: str
    slope: float


FORECASTERS = (
    Forecaster("Cora Even", "calibrated", 1.0),
    Forecaster("Oscar Bold", "overconfident", 2.4),
    Forecaster("Hedda Maybe", "hedging", 0.35),
    Forecaster("Conrad Vane", "contrarian", -0.7),
)
SUBJECTS = (
    ("Economy", "The harbour fee of Selmark rises"),
    ("Politics", "The council of Selmark loses a vote"),
    ("Sport", "Selmark wins its home match"),
    ("Weather", "The river at Fairbank rises above its mark"),
)
MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the panel: its days, what happened, and what each forecaster says."""

    first: date
    last: date
    name: str
    happened: tuple[bool, ...]
    said: tuple[tuple[int, ...], ...]  # by forecaster and question, in percent


def make_months(seed: int = SEED) -> list[Month]:
    """The whole panel, the same for the same seed.

    Chances are drawn from Beta(1.2, 1.2). Each forecaster sees the chance's logit with normal noise (0.35) of
    their own, multiplies it by the slope of their temper, and says the nearest 5 percent from 5 to 95.
    """
    rng = np.random.default_rng(seed)
    months = []
    for number in range(MONTHS):
        year, month = FIRST_YEAR + number // 12, number % 12 + 1
        chance = rng.beta(1.2, 1.2, QUESTIONS)
        logit = np.log(chance / (1 - chance))
        seen = logit + rng.normal(0, NOISE, (len(FORECASTERS), QUESTIONS))
        slopes = np.array([[one.slope] for one in FORECASTERS])
        said = 1 / (1 + np.exp(-slopes * seen))
        rounded = np.clip(np.rint(20 * said).astype(int) * 5, 5, 95)
        months.append(
            Month(
                first=date(year, month, 1),
                last=date(year, month, monthrange(year, month)[1]),
                name=f"{MONTH_NAMES[month - 1]} {year}",
                happened=tuple((rng.random(QUESTIONS) < chance).tolist()),
                said=tuple(tuple(row) for row in rounded.tolist()),
            )
        )
    return months


def load_panel(
    database: Database, *, clock: Clock = system_clock, step: Callable[[str], None] = lambda _: None
) -> int:
    """Take the panel into an empty record; returns its forecasts, 0 where the record holds it already."""
    with database.read() as connection:
        if is_simulated(connection):
            return 0
    loaded = 0
    for month in make_months():
        articles = [_publish(database, month, place, clock) for place in range(len(FORECASTERS))]
        with recording(database, actor=ACTOR, clock=clock) as record:
            for place, (topic, event) in enumerate(SUBJECTS):
                number = add_question(
                    record,
                    QuestionDraft(
                        text=f"{event} in {month.name}?",
                        criteria=f"YES if the simulation drew it for {month.name}.",
                        closes_on=month.last,
                        closes_basis=ClosesBasis.STATED,
                        topics=(topic,),
                    ),
                )
                for forecasts in articles:
                    accept(record, forecasts[place], Link(number, 1))
                    loaded += 1
                outcome = Outcome.YES if month.happened[place] else Outcome.NO
                evidence = Evidence(retrieved_on=month.last, citation=f"The panel's generator, seed {SEED}.")
                verdict = Verdict(outcome=outcome, occurred_on=month.last)
                resolve(record, number, verdict, evidence=(evidence,), note="Drawn by the simulation.")
        step(month.name)
    return loaded


def _publish(database: Database, month: Month, place: int, clock: Clock) -> list[int]:
    """One forecaster's article of a month, read for candidates; their ids in its order."""
    who = FORECASTERS[place]
    given = Given(
        title=f"{who.name}: what I expect of {month.name}",
        source=SIMULATED,
        authors=(Named(who.name),),
        published=DayBounds.on(month.first),
        frame=FRAME,
        frame_size=MONTHS * len(FORECASTERS),
    )
    taken = ingest(database, _article(month, place), given, actor=ACTOR, clock=clock)
    f = t.forecast.c
    with database.read() as connection:
        found = connection.execute(sa.select(f.id).where(f.article_id == taken.article_id).order_by(f.start))
        numbers = list(found.scalars())
    if len(numbers) != QUESTIONS:
        raise ValueError(f"{who.name}, {month.name}: {len(numbers)} candidates were read, not {QUESTIONS}")
    return numbers


def _article(month: Month, place: int) -> Document:
    items = "\n".join(
        f"- {event} in {month.name}: {said}%"
        for (_, event), said in zip(SUBJECTS, month.said[place], strict=True)
    )
    text = f"My forecasts for {month.name}, by {FORECASTERS[place].name}:\n\n{items}\n"
    return read_bytes(text.encode(), name=month.name, read_on=month.first)
