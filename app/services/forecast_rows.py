"""Forecasts as the lists behind a figure show them: words, reading, outcome, and the weight in the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.domain.probability import DECIMALS
from app.queries.forecasts import quotes_of
from app.queries.questions import question_texts
from app.queries.scored import NO_DAY, ROLES, RecordAt, Whole
from app.scoring.brier import brier_losses
from app.services.subject import Subject
from app.services.view import View


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Readings:
    """What a list says of each forecast beside its words; NaN where there is nothing to say."""

    question: Sequence[int]  # positions; -1 without one
    probability: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    outcome: Sequence[float]
    brier: Sequence[float]
    weight: Sequence[float]


def show_rows(view: View, subject: Subject, numbers: Whole) -> list[dict[str, Any]]:
    """Rows of the subject, given by number, as they are scored: a pair of options under the first of them."""
    columns, at = subject.chosen.columns, subject.rows[numbers]
    asked = view.held.forecasts.question[at] if columns.question is None else columns.question[numbers]
    low = columns.probability if columns.low is None else columns.low
    high = columns.probability if columns.high is None else columns.high
    probability, outcome = columns.probability[numbers], columns.outcome[numbers]
    return _shown(
        view,
        at,
        _Readings(
            question=asked.tolist(),
            probability=probability.tolist(),
            low=low[numbers].tolist(),
            high=high[numbers].tolist(),
            outcome=outcome.tolist(),
            brier=np.round(brier_losses(probability, outcome), DECIMALS).tolist(),
            weight=subject.chosen.selection.weight[numbers].tolist(),
        ),
    )


def show_points(view: View, subject: Subject, numbers: Whole) -> list[dict[str, Any]]:
    """The same rows without their words: when each was said, what, and what became of it."""
    f, columns, at = view.held.forecasts, subject.chosen.columns, subject.rows[numbers]
    return [
        {
            "forecast": number,
            "made_earliest": _day(earliest),
            "made_on": _day(latest),
            "probability": probability,
            "outcome": outcome,
        }
        for number, earliest, latest, probability, outcome in zip(
            f.id[at].tolist(),
            f.made_earliest[at].tolist(),
            f.made_latest[at].tolist(),
            columns.probability[numbers].tolist(),
            columns.outcome[numbers].tolist(),
            strict=True,
        )
    ]


def show_recorded(view: View, at: Whole) -> list[dict[str, Any]]:
    """Forecasts at positions of the record, scored or not, as they were recorded: none has a score here."""
    question = view.held.forecasts.question[at]
    nothing = [np.nan] * len(at)
    return _shown(
        view,
        at,
        _Readings(
            question=question.tolist(),
            probability=view.meaning.probability[at].tolist(),
            low=view.meaning.low[at].tolist(),
            high=view.meaning.high[at].tolist(),
            outcome=np.append(view.held.questions.value, np.nan)[question].tolist(),
            brier=nothing,
            weight=nothing,
        ),
    )


def _shown(view: View, at: Whole, read: _Readings) -> list[dict[str, Any]]:
    held = view.held
    f, q = held.forecasts, held.questions
    ids = f.id[at].tolist()
    asked = [int(q.id[question]) if question >= 0 else None for question in read.question]
    with view.database.read() as connection:
        texts = question_texts(connection, sorted({one for one in asked if one is not None}), held.seq)
        quotes = quotes_of(connection, ids)
    sources = held.articles.source[f.article[at]].tolist()
    # The day is that of the side which was forecast, also where a pair is scored under its first option.
    occurred = np.append(q.occurred_on, NO_DAY)[f.question[at]].tolist()
    return [
        {
            "forecast": ids[n],
            "quote": quotes[ids[n]],
            "authors": [one["slug"] for one in people],
            "people": people,
            "role": ROLES[int(f.role[position])].value,
            "source": held.people.sources.slugs[sources[n]],
            "source_name": held.people.sources.names[sources[n]],
            "made_earliest": _day(int(f.made_earliest[position])),
            "made_on": _day(int(f.made_latest[position])),
            "cue": f.cues[int(f.cue[position])].text,
            "question": asked[n],
            "text": texts.get(asked[n] or 0),
            "probability": _number(read.probability[n]),
            "low": _number(read.low[n]),
            "high": _number(read.high[n]),
            "outcome": _number(read.outcome[n]),
            "occurred_on": _day(occurred[n]),
            "brier": _number(read.brier[n]),
            "weight": _number(read.weight[n]),
        }
        for n, (position, people) in enumerate(
            (position, _people(held, position)) for position in at.tolist()
        )
    ]


def _people(held: RecordAt, position: int) -> list[dict[str, Any]]:
    """Those who said it, as the record knew them."""
    pairs, authors = held.forecast_authors, held.people.authors
    first, last = np.searchsorted(pairs.left, [position, position + 1])
    return [
        {"slug": authors.slugs[author], "name": authors.names[author]}
        for author in pairs.right[first:last].tolist()
    ]


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _day(number: int) -> str | None:
    return None if number == NO_DAY else str(np.datetime64(number, "D"))
