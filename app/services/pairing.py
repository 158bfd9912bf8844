"""Two authors on the questions they share: how far apart, how surely, and each beside what costs nothing."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

import numpy as np

from app.domain.errors import InvalidInput
from app.domain.probability import DECIMALS
from app.extraction.lexicon import NAMES
from app.queries.questions import question_texts
from app.queries.scored import Flags, RecordAt, Whole
from app.scoring.inputs import Columns
from app.scoring.paired import (
    Paired,
    Shared,
    compare_shared,
    judge,
    on_the_same_day,
    shared_questions,
)
from app.scoring.updates import Updates
from app.services.grouping import restricted
from app.services.held_records import AsOf
from app.services.pair_evidence import NEVER_VARIED, among_everybody, beside_baselines, ends, evidence_of
from app.services.scope import (
    SCORED,
    Filters,
    Meaning,
    linked,
    position_of_author,
    read_meaning,
    select,
)
from app.services.scoring_rows import columns_of, one_forecaster_a_question
from app.services.view import Rules, View
from app.storage.database import Database
from app.storage.record import Clock, system_clock

SAME_DAY = "as of the same day"
UNREAD = "on no shared question does this lexicon hold the words of both"


def compare_authors(
    database: Database,
    a: str,
    b: str,
    *,
    filters: Filters | None = None,
    rules: Rules | None = None,
    as_of: AsOf = None,
    day: date | None = None,
    clock: Clock = system_clock,
) -> dict[str, Any]:
    """Two authors, by slug, on the questions on which both are scored; merged spellings are followed.

    The options are those of `accuracy`. Parts of the result are kept in memory: read it, never change it.
    Raises InvalidInput where both are one author, and NotFound.
    """
    chosen = filters or Filters()
    if chosen.author is not None:
        raise InvalidInput("author", "is given by a and b", allowed="no author")
    view = View(database, chosen, rules or Rules(), as_of=as_of, day=day, clock=clock)
    one, other = position_of_author(view.held, a), position_of_author(view.held, b)
    if one == other:
        raise InvalidInput("b", "is the same author as a", allowed="the slug of another author")
    result = view.cards.find(("pair", one, other, view.context), lambda: _Pair(view, one, other).result())
    return {**view.heading(_parameters(view, a, b)), **result}


def _parameters(view: View, a: str, b: str) -> dict[str, Any]:
    parameters = {"a": a, "b": b, **asdict(view.filters), **view.rules.shown()}
    del parameters["author"], parameters["minimum"]
    return parameters


@dataclass(frozen=True, slots=True, eq=False)
class _Spoken:
    """Scored forecasts on shared questions: whose each is (-1: neither's), by position in the record."""

    rows: tuple[Whole, Whole]
    crowd: Whole  # what the others said there
    together: int  # questions left out, since the two spoke together


class _Pair:
    """The comparison of two authors, by position in the record."""

    def __init__(self, view: View, one: int, other: int) -> None:
        self.view, self.held, self.authors = view, view.held, (one, other)
        self.updates = view.rules.updates
        scored, self.team = view.memo.find(("pairs", view.context), self._everybody)
        self.spoken = self._spoken(scored)

    def result(self) -> dict[str, Any]:
        """Everything there is to say of the two."""
        columns = self._columns(self.spoken.rows)
        shared = shared_questions(columns, updates=self.updates)
        headline = compare_shared(shared)
        checks = self._checks(columns)
        names = tuple(self._name(author) for author in self.authors)
        everybody = among_everybody(self.view, self.team, *self.authors)
        verdict = judge(
            headline,
            {_under(name): check for name, check in checks.items()},
            (names[0], names[1]),
            adjusted_p=everybody["adjusted_p"],
            unjudged=everybody["adjusted_p"] is None and everybody["reason"] != NEVER_VARIED,
        )
        slugs = self.held.people.authors.slugs
        return {
            "a": self._side(0, headline.first),
            "b": self._side(1, headline.second),
            "n": headline.n,
            "clusters": headline.clusters,
            "effective_clusters": headline.effective_clusters,
            "together": self.spoken.together,
            "difference": headline.difference,
            "difference_se": headline.se,
            "difference_interval": ends(headline),
            "interval_method": headline.method,
            "reason": headline.reason,
            "coin_flip": float(np.square(0.5 - shared.outcome).mean()) if headline.n else None,
            **evidence_of(self.view, shared, columns),
            "everybody": everybody,
            "verdict": verdict.words,
            "more_accurate": None if verdict.better is None else slugs[self.authors[verdict.better]],
            "checks": [
                {
                    "check": name,
                    "n": check.n,
                    "effective_clusters": check.effective_clusters,
                    "difference": check.difference,
                    "difference_interval": ends(check),
                    "reason": UNREAD if headline.n and not check.n else check.reason,
                }
                for name, check in checks.items()
            ],
            "shared": self._listed(shared),
        }

    def _everybody(self) -> tuple[Flags, Whole]:
        """What is scored of all that was said, and who speaks: the same for every pair."""
        view = self.view
        scored = select(view.held, view.filters) & view.fates.are(SCORED)
        if view.rules.fractions == "drop":
            scored &= self._whole_outcomes()
        links = restricted(view.held.forecast_authors, scored)
        return scored, one_forecaster_a_question(view.team, view.asked, links)

    def _spoken(self, scored: Flags) -> _Spoken:
        question = self.view.asked
        authors = self.held.forecast_authors
        one, other = (np.flatnonzero(scored & linked(authors, who, len(scored))) for who in self.authors)
        said = question * (int(self.team.max(initial=0)) + 1) + self.team
        both = np.isin(question[one], question[other][np.isin(said[other], said[one])])
        joint = np.unique(question[one[both]])
        apart = [rows[~np.isin(question[rows], joint)] for rows in (one, other)]
        shared = np.intersect1d(question[apart[0]], question[apart[1]])
        first, second = (rows[np.isin(question[rows], shared)] for rows in apart)
        around = np.flatnonzero(scored & np.isin(question, shared))
        crowd = around[~np.isin(said[around], said[np.concatenate([first, second])])]
        return _Spoken((first, second), crowd, len(joint))

    def _whole_outcomes(self) -> Flags:
        value = np.append(self.held.questions.value, np.nan)[self.held.forecasts.question]
        return np.asarray(~((value > 0) & (value < 1)), dtype=np.bool_)

    def _columns(
        self, rows: tuple[Whole, Whole], *, held: RecordAt | None = None, meaning: Meaning | None = None
    ) -> Columns:
        record = held or self.held
        who = np.full(len(record.forecasts), -1, dtype=np.int64)
        who[rows[0]], who[rows[1]] = 0, 1
        return columns_of(record, meaning or self.view.meaning, np.concatenate(rows), who)

    def _checks(self, columns: Columns) -> dict[str, Paired]:
        """The same comparison made otherwise: what a verdict must survive."""
        standing = shared_questions(on_the_same_day(columns), updates=Updates.STANDING)
        checks = {SAME_DAY: compare_shared(standing)}
        for lexicon in NAMES:
            if lexicon != self.view.rules.lexicon:
                checks[lexicon] = compare_shared(self._read_by(lexicon))
        return checks

    def _read_by(self, lexicon: str) -> Shared:
        """What the two said, read by another table; phrases that it does not hold are left out."""
        rows = np.sort(np.concatenate(self.spoken.rows))
        held = _only(self.held, rows)
        meaning = read_meaning(held, lexicon)
        kept = ~np.isnan(meaning.probability)
        one, other = (np.flatnonzero(kept & np.isin(rows, own)) for own in self.spoken.rows)
        return shared_questions(self._columns((one, other), held=held, meaning=meaning), updates=self.updates)

    def _side(self, side: int, brier: float | None) -> dict[str, Any]:
        people = self.held.people.authors
        author = self.authors[side]
        return {
            "key": people.slugs[author],
            "name": people.names[author],
            "brier": brier,
            **self._beside_baselines(side),
        }

    def _beside_baselines(self, side: int) -> dict[str, Any]:
        rows = np.concatenate([self.spoken.rows[side], self.spoken.crowd])
        who = self.team.copy()
        mine = int(who.max(initial=-1)) + 1
        who[self.spoken.rows[side]] = mine
        columns = columns_of(self.held, self.view.meaning, rows, who)
        return beside_baselines(self.view, columns, author=mine)

    def _name(self, author: int) -> str:
        people = self.held.people.authors
        return people.names[author] or people.slugs[author]

    def _listed(self, shared: Shared) -> list[dict[str, Any]]:
        numbers = self.held.questions.id[shared.question].tolist()
        with self.view.database.read() as connection:
            texts = question_texts(connection, numbers, self.held.seq)
        gap = np.round(shared.loss[0] - shared.loss[1], DECIMALS)
        return [
            {
                "question": number,
                "text": texts[number],
                "outcome": outcome,
                "a": {"probability": p[0], "brier": loss[0]},
                "b": {"probability": p[1], "brier": loss[1]},
                "difference": difference,
            }
            for number, outcome, p, loss, difference in zip(
                numbers,
                shared.outcome.tolist(),
                np.round(shared.probability, DECIMALS).T.tolist(),
                np.round(shared.loss, DECIMALS).T.tolist(),
                gap.tolist(),
                strict=True,
            )
        ]


def _only(held: RecordAt, rows: Whole) -> RecordAt:
    """The record with some of its forecasts, which are all that a reading of words needs."""
    f = held.forecasts
    taken = {field.name: getattr(f, field.name) for field in fields(f)}
    taken = {
        name: values[rows] if isinstance(values, np.ndarray) else values for name, values in taken.items()
    }
    return replace(held, forecasts=replace(f, **taken))


def _under(check: str) -> str:
    return check if check == SAME_DAY else f"under the lexicon {check}"
