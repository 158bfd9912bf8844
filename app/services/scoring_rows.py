"""Scored forecasts as the scoring room takes them, by author, source, topic or all together."""

from __future__ import annotations

import numpy as np

from app.domain.probability import DECIMALS
from app.queries.scored import Pairs, RecordAt, Whole
from app.scoring.complement import one_side
from app.scoring.inputs import Columns
from app.services.scope import Meaning


def teams(held: RecordAt) -> Whole:
    """A code of each forecast's set of authors: who wrote together is one forecaster."""
    pairs, size = held.forecast_authors, len(held.forecasts)
    count = np.bincount(pairs.left, minlength=size)
    alone = count[pairs.left] == 1
    team = np.full(size, -1, dtype=np.int64)
    team[pairs.left[alone]] = pairs.right[alone]
    width = len(held.people.authors.id)
    known: dict[tuple[int, ...], int] = {}
    together = np.flatnonzero(count > 1)
    starts = np.searchsorted(pairs.left, together)
    for row, start in zip(together.tolist(), starts.tolist(), strict=True):
        members = tuple(pairs.right[start : start + count[row]].tolist())
        team[row] = width + known.setdefault(members, len(known))
    nobody = team < 0  # the unnamed forecaster of one article
    team[nobody] = width + len(known) + held.forecasts.article[nobody]
    return team


def one_forecaster_a_question(team: Whole, question: Whole, pairs: Pairs) -> Whole:
    """Team codes in which an author's solo and joint forecasts on one question share a code.

    An author counts once per question, whoever helped, and never as a peer of a co-author.
    """
    if not len(pairs.left):
        return team
    width = int(team.max()) + 1
    key = question[pairs.left] * (int(pairs.right.max()) + 1) + pairs.right
    order = np.lexsort((team[pairs.left], key))
    key, at = key[order], pairs.left[order]
    mixed = np.flatnonzero((key[1:] == key[:-1]) & (team[at[1:]] != team[at[:-1]]))
    if not len(mixed):
        return team
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        while (up := parent.setdefault(node, node)) != node:
            node = up
        return node

    node = question * width + team
    for first, second in zip(node[at[mixed]].tolist(), node[at[mixed + 1]].tolist(), strict=True):
        one, other = sorted((root(first), root(second)))
        parent[other] = one
    joined = team.copy()
    for row in np.flatnonzero(np.isin(node, list(parent))).tolist():
        joined[row] = root(int(node[row])) % width
    return joined


def columns_of(held: RecordAt, meaning: Meaning, rows: Whole, team: Whole) -> Columns:
    """The scoring columns of some forecasts, in the record's order."""
    f, q = held.forecasts, held.questions
    question = f.question[rows]
    columns = Columns(
        probability=meaning.probability[rows],
        outcome=q.value[question],
        author=team[rows],
        source=held.articles.source[f.article[rows]],
        question=question,
        family=q.cluster[question],
        article=f.article[rows],
        made_on=f.made_latest[rows],
        closes_on=q.occurred_on[question],  # from the outcome on nothing stands any more
        low=meaning.low[rows],
        high=meaning.high[rows],
        phrase=f.cue[rows],
    )
    first, second = complements(held)
    return one_side(columns, first=first, second=second) if len(first) else columns


def asked(held: RecordAt) -> Whole:
    """The question of each forecast, both sides of one event under the first; -1 where there is none."""
    first, second = complements(held)
    number = np.arange(len(held.questions.id))
    number[second] = first
    return np.append(number, -1)[held.forecasts.question]


def complements(held: RecordAt) -> tuple[Whole, Whole]:
    """Pairs of questions of which exactly one occurred: groups of two, by position, the first option first.

    A pair that was answered otherwise (both happened, or neither) was no pair after all.
    """
    q = held.questions
    paired = np.flatnonzero(np.append(q.options == 2, False)[q.group])
    paired = paired[np.lexsort((q.place[paired], q.group[paired]))]
    first, second = paired[0::2], paired[1::2]
    agree = np.round(q.value[first] + q.value[second], DECIMALS) == 1  # unanswered ones are NaN
    return first[agree], second[agree]
