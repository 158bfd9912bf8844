"""How sure one may be that two authors differ, and what anybody could have said in their place."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from app.queries.scored import NO_DAY, RecordAt, Whole
from app.scoring.anytime import compare_anytime
from app.scoring.baselines import KnownOutcomes, compare_with_baselines, known_days
from app.scoring.boards import compare_board
from app.scoring.comparisons import Comparisons
from app.scoring.inputs import Columns
from app.scoring.paired import NOTHING_SHARED, Paired, Shared
from app.scoring.selection import choose_rows
from app.scoring.sharp_evidence import sharp_evidence
from app.scoring.sign_flip import sign_flip_test
from app.scoring.updates import Updates
from app.services.detail import SEED
from app.services.grouping import restricted
from app.services.scope import SCORED, day_number, select
from app.services.scoring_rows import columns_of, complements
from app.services.view import View

NEVER_MET = "these two share fewer than 10 effective clusters of questions: they are not among the pairs"
COLLECTIVE = "a collective takes no part in the board's comparisons: they are not among the pairs"
NEVER_VARIED = "every difference between these two is the same: nothing says how it varies"
NO_DAYS = "no forecast of a known day"


def evidence_of(view: View, shared: Shared, columns: Columns) -> dict[str, Any]:
    """Tests of the two on what they share, as JSON takes them; null where there is nothing to test.

    shared, columns: the two authors' forecasts as `shared_questions` takes and gives them.
    """
    if not len(shared.question):
        return {"sign_flip": None, "anytime": None, "sharp": None}
    closes = view.held.questions.closes_on[shared.question]
    flipped = sign_flip_test(shared.loss[0], shared.loss[1], shared.family, rng=np.random.default_rng(SEED))
    anytime = asdict(
        compare_anytime(
            shared.loss[0],
            shared.loss[1],
            closes_on=closes,
            family=shared.family,
            as_of=day_number(view.day),
        )
    )
    if anytime["interval"] is not None:
        anytime["interval"] = list(anytime["interval"])
    sharp = sharp_evidence(
        shared.probability[0],
        shared.probability[1],
        shared.outcome,
        made_on=_days(shared, columns, first=view.rules.updates == Updates.FIRST),
        closes_on=closes,
        family=shared.family,
    )
    return {"sign_flip": asdict(flipped), "anytime": anytime, "sharp": asdict(sharp)}


def _days(shared: Shared, columns: Columns, *, first: bool) -> Whole:
    """The day on which each author had said what counts on each question, shape (2, questions)."""
    made, author, question = (
        np.asarray(each) for each in (columns.made_on, columns.author, columns.question)
    )
    kept = np.isin(question, shared.question)
    at = np.searchsorted(shared.question, question[kept])
    days = np.full((2, len(shared.question)), -NO_DAY if first else NO_DAY)
    (np.minimum if first else np.maximum).at(days, (author[kept], at), made[kept])
    return days


def among_everybody(view: View, team: Whole, one: int, other: int) -> dict[str, Any]:
    """The pair's p among all pairs of the board, which are judged together whoever looks at which."""
    found = view.memo.find(("everybody", view.context), lambda: _everybody(view, team))
    if found.reason is not None:
        return {"pairs": 0, "p": None, "adjusted_p": None, "reason": found.reason}
    least, most = min(one, other), max(one, other)
    at = np.flatnonzero((found.first == least) & (found.second == most))
    if not len(at):
        why = COLLECTIVE if view.held.people.collective[[one, other]].any() else NEVER_MET
        return {"pairs": len(found), "p": None, "adjusted_p": None, "reason": why}
    if found.se[at[0]] == 0:
        return {"pairs": len(found), "p": None, "adjusted_p": None, "reason": NEVER_VARIED}
    return {
        "pairs": len(found),
        "p": float(found.p[at[0]]),
        "adjusted_p": float(found.adjusted_p[at[0]]),
        "reason": None,
    }


def _everybody(view: View, team: Whole) -> Comparisons:
    scored = select(view.held, view.filters) & view.fates.are(SCORED)
    links = restricted(view.held.forecast_authors, scored)
    chosen = choose_rows(
        columns_of(view.held, view.meaning, links.left, team),
        links.right,
        updates=view.rules.updates,
        fractions=view.rules.fractions,
    )
    collectives = np.flatnonzero(view.held.people.collective).tolist()
    return compare_board(chosen, barred=collectives)


def known_outcomes(held: RecordAt) -> KnownOutcomes:
    """Every decided question of the record, and the day from which anybody could have known.

    Of both sides of one event the first: the other would add its opposite, and draw the rate to 1/2.
    """
    q = held.questions
    known = ~np.isnan(q.value)
    known[complements(held)[1]] = False
    decided = np.flatnonzero(known)
    return KnownOutcomes(
        value=q.value[decided], known_on=known_days(q.occurred_on[decided], q.closes_on[decided])
    )


def beside_baselines(view: View, columns: Columns, *, author: int) -> dict[str, Any]:
    """One author against a coin, the base rate of that day, and the crowd; columns: everybody's forecasts."""
    found = compare_with_baselines(
        columns, known_outcomes(view.held), author=author, updates=view.rules.updates
    )
    return {
        "coin_flip": _against(found.coin_flip, without=NOTHING_SHARED),
        "base_rate": _against(found.base_rate, without=NO_DAYS if found.coin_flip.n else NOTHING_SHARED),
        "crowd": _against(found.crowd, named="crowd") if found.crowd.n else None,
        "undated": found.undated,
    }


def ends(found: Paired) -> list[float] | None:
    """The interval of a difference."""
    return None if found.interval is None else list(found.interval)


def _against(found: Paired, *, without: str | None = None, named: str = "baseline") -> dict[str, Any]:
    return {
        "n": found.n,
        "effective_clusters": found.effective_clusters,
        "own": found.first,
        named: found.second,
        "difference": found.difference,
        "difference_interval": ends(found),
        "reason": found.reason if found.n else without,
    }
