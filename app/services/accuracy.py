"""How accurate authors, sources and topics were, from the record as it stands or stood.

A result names the event after which the record was read, the day on which open and overdue were told apart,
the method, the lexicon and every parameter: the same five give the same bytes. Adjusted scores and ranks name
their own event, `computed_at_seq`: as of an earlier moment it is that moment; at the head of a large record
it may lie up to a minute behind.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import asdict, fields, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from app.domain.errors import InvalidInput
from app.domain.forecast import Role, Status
from app.queries.scored import ROLES, Pairs, RecordAt, Whole
from app.scoring.scorecard import Scorecard, score, score_groups
from app.services.comparison import Comparison, keep_comparison, recent_comparison
from app.services.coverage import coverage_by_group
from app.services.detail import SEED, detail_of
from app.services.grouping import GROUPINGS, Grouping, asked_for, everything, restricted
from app.services.held_records import AsOf
from app.services.scope import (
    QUOTED,
    SCORED,
    Fates,
    Filters,
    select,
)
from app.services.scoring_rows import columns_of, one_forecaster_a_question
from app.services.subject import find_subject, narrowed, whole_record
from app.services.view import Rules, View
from app.storage.database import Database
from app.storage.record import Clock, system_clock

COLLECTIVE = "a collective is kept, never ranked"
TOPIC = "topics are described, never ranked"
_NESTED = {"calibration", "reasons", "reliability", "curve"}
_PLAIN = tuple(field.name for field in fields(Scorecard) if field.name not in _NESTED)


def accuracy(
    database: Database,
    *,
    by: str | None = None,
    filters: Filters | None = None,
    rules: Rules | None = None,
    as_of: AsOf = None,
    day: date | None = None,
    diagrams: bool = False,
    clock: Clock = system_clock,
) -> dict[str, Any]:
    """Scorecards with their coverage: overall, and one for each author, source or topic.

    filters: which forecasts; one on what is grouped by narrows the list, not the peers. rules: how they
    count. as_of: the record's moment (a date, a moment, `seq:N`). day: when open and overdue are told apart,
    by default the day of `as_of`, else today. diagrams: also the points of every group's reliability diagram.
    Without `by` the overall card has its `detail`. Parts of the result are kept in memory for the next call:
    read it, never change it. Raises InvalidInput and NotFound.
    """
    if by is not None and by not in GROUPINGS:
        raise InvalidInput("by", f"{by!r} is not known", allowed=", ".join(GROUPINGS))
    work = _Work(database, filters or Filters(), rules or Rules(), as_of=as_of, day=day, clock=clock)
    overall = work.overall()
    if by is None:
        detail = work.memo.find(("detail", None, work.context), lambda: detail_of(work, whole_record(work)))
        return {**work.heading_by(by), "overall": {**overall, "detail": detail}, "groups": []}
    groups = work.groups(by, diagrams=diagrams)
    return {**work.heading_by(by), "overall": {**overall, "detail": None}, "groups": groups}


def author_accuracy(database: Database, slug: str, **options: Any) -> dict[str, Any]:
    """One author's scorecard, with the options of `accuracy`; a merged author's address gives the author
    known now."""
    return accuracy_of(database, "author", slug, **options)


def source_accuracy(database: Database, slug: str, **options: Any) -> dict[str, Any]:
    """One source's scorecard, with the options of `accuracy`."""
    return accuracy_of(database, "source", slug, **options)


def topic_accuracy(database: Database, slug: str, **options: Any) -> dict[str, Any]:
    """One topic's scorecard, with the options of `accuracy`."""
    return accuracy_of(database, "topic", slug, **options)


def accuracy_of(
    database: Database,
    by: str,
    slug: str,
    *,
    filters: Filters | None = None,
    rules: Rules | None = None,
    as_of: AsOf = None,
    day: date | None = None,
    clock: Clock = system_clock,
) -> dict[str, Any]:
    """The scorecard of one author, source or topic, with the options of `accuracy`."""
    wanted = narrowed(filters or Filters(), by, slug)
    work = _Work(database, wanted, rules or Rules(), as_of=as_of, day=day, clock=clock)
    card = work.groups(by, diagrams=True)[0]
    detail = work.cards.find(("detail", by, work.context), lambda: detail_of(work, find_subject(work, by)))
    return {**work.heading_by(by), **card, "detail": detail}


class _Work(View):
    """One request for scorecards."""

    @property
    def options(self) -> dict[str, Any]:
        """The rules as the scoring room takes them."""
        return {
            "updates": self.rules.updates,
            "fractions": self.rules.fractions,
            "minimum_clusters": self.rules.minimum,
        }

    def heading_by(self, by: str | None) -> dict[str, Any]:
        """The five things that determine the result."""
        return self.heading({"by": by, **asdict(self.filters), **self.rules.shown()})

    def overall(self) -> dict[str, Any]:
        """All forecasts asked for, each once."""
        return self.memo.find(("overall", self.context), self._overall)

    def _overall(self) -> dict[str, Any]:
        chosen = select(self.held, self.filters)
        scored = self.fates.are(SCORED)
        if (scored & ~chosen).any():
            card = self._score(np.flatnonzero(scored & chosen))
        else:  # the filters leave all that is scored
            key = ("everything scored", self.rules, self.day)
            card = self.memo.find(key, lambda: self._score(np.flatnonzero(scored)))
        grouping = everything(self.held, self.filters).only(chosen)
        coverage = coverage_by_group(self.held, grouping, self.fates, self.events)[0]
        return {**_card(card, diagrams=True), "computed_at_seq": self.held.seq, "coverage": coverage}

    def groups(self, by: str, *, diagrams: bool) -> list[dict[str, Any]]:
        """One scorecard with its coverage per group, in an order that depends on nothing but the result."""
        only = asked_for(self.held, self.filters, by)
        board = _Board(self, by)
        cards, computed_at = board.cards(only)
        question = ("listed", *board.question, self.day, computed_at, diagrams, only)
        keep = self.memo if only is None else self.cards
        return keep.find(
            question,
            lambda: [
                {
                    "key": board.grouping.keys[g],
                    "name": board.grouping.names[g],
                    **_card(card, diagrams=diagrams),
                    "computed_at_seq": computed_at,
                    "coverage": report,
                }
                for g, card, report in sorted(self._listed(board, cards, only), key=board.order)
            ],
        )

    def _listed(
        self, board: _Board, cards: Mapping[int, Scorecard], only: int | None
    ) -> Iterator[tuple[int, Scorecard, dict[str, Any]]]:
        """The groups to show, with the cards and the coverage of each."""
        reports = self.memo.find(
            ("coverage", *board.question, self.day),
            lambda: coverage_by_group(self.held, board.grouping, board.fates, self.events),
        )
        empty = self._score(np.zeros(0, dtype=np.int64))
        for g in range(len(reports)) if only is None else (only,):
            if g == only or _seen(reports[g], board.by):
                yield g, cards.get(g) or board.unscored(g, empty), reports[g]

    def _score(self, rows: Whole) -> Scorecard:
        return score(columns_of(self.held, self.meaning, rows, self.team), **self.options)

    def bylines_only(self) -> Fates:
        """A source answers for what its own writers said."""
        key = ("bylines", self.rules.lexicon, self.rules.resolved_by, self.day)
        return self.memo.find(key, self._bylines_only)

    def _bylines_only(self) -> Fates:
        fates = Fates(self.fates.code.copy(), list(self.fates.known))
        quoted = fates.are(SCORED) & (self.held.forecasts.role != ROLES.index(Role.BYLINE))
        fates.code[quoted] = fates.number(QUOTED)
        return fates


class _Board:
    """All groups of one sort: each scored by itself, and compared with the others."""

    def __init__(self, work: _Work, by: str) -> None:
        self.work, self.by = work, by
        self.wide = work.filters.naming(by, None)
        # What the board depends on beside the record; the day decides nothing that is scored.
        self.question: tuple[Hashable, ...] = (by, self.wide, work.rules)
        self.barred = _barred(work.held, by)

    @cached_property
    def compared(self) -> tuple[Hashable, ...]:
        """What the comparison depends on: filters that leave all that is scored change nothing of it."""
        if self.wide == Filters():
            return self.question
        whole = self.work.cards.find(
            ("drops nothing scored", *self.question, self.work.day),
            lambda: not self.fates.are(SCORED)[~select(self.work.held, self.wide)].any(),
        )
        return (self.by, Filters(), self.work.rules) if whole else self.question

    @cached_property
    def grouping(self) -> Grouping:
        """What was said that is asked for, whatever became of it."""
        grouping = self.work.grouping(self.by)
        return grouping if self.wide == Filters() else grouping.only(select(self.work.held, self.wide))

    @cached_property
    def fates(self) -> Fates:
        """What became of it."""
        return self.work.bylines_only() if self.by == "source" else self.work.fates

    @cached_property
    def links(self) -> Pairs:
        """What is scored."""
        return restricted(self.grouping.forecasts, self.fates.are(SCORED))

    def cards(self, only: int | None) -> tuple[Mapping[int, Scorecard], int]:
        """Cards by group (or of one group alone), and the event as of which they were compared."""
        seq = self.work.held.seq
        compared = self._recent()
        if compared is None:
            compared = self._keep(self._score(adjust=self.by != "topic"))
        keys = self.work.grouping(self.by).keys
        wanted = range(len(keys)) if only is None else (only,)
        if compared.seq == seq:
            return {g: compared.cards[keys[g]] for g in wanted if keys[g] in compared.cards}, seq
        cards = self._score(adjust=False)
        return {g: compared.onto(keys[g], cards[g], seq=seq) for g in wanted if g in cards}, compared.seq

    def order(self, shown: tuple[int, Scorecard, Any]) -> tuple[bool, int, int, str]:
        """By rank, then by how much there is to judge, then by address."""
        g, card, _ = shown
        return card.rank is None, card.rank or 0, -card.n, self.grouping.keys[g]

    def unscored(self, g: int, empty: Scorecard) -> Scorecard:
        """The card of a group with nothing to score."""
        why = self.barred.get(g)
        if why is None:
            return empty
        return replace(empty, unranked=why, reasons={**empty.reasons, "rank": why, "rank_set": why})

    def _recent(self) -> Comparison | None:
        if not self.work.at_head:
            return None
        found = recent_comparison(
            self.work.database,
            self.compared,
            seq=self.work.held.seq,
            forecasts=len(self.work.held.forecasts),
            now=self.work.now,
        )
        if found is not None and found.seq != self.work.held.seq and self.compared != self.question:
            return None  # what the filters leave of this record they may not have left of that one
        return found

    def _keep(self, cards: Mapping[int, Scorecard]) -> Comparison:
        keys = self.work.grouping(self.by).keys
        made = Comparison(self.work.held.seq, {keys[g]: card for g, card in cards.items()})
        if self.work.at_head:
            keep_comparison(self.work.database, self.compared, made)
        return made

    def _score(self, *, adjust: bool) -> Mapping[int, Scorecard]:
        """Everybody's cards with the points of their diagrams: one author's are among them."""
        return self.work.memo.find(("cards", *self.compared, adjust), lambda: self._scored(adjust=adjust))

    def _scored(self, *, adjust: bool) -> Mapping[int, Scorecard]:
        work, team, forecast = self.work, self.work.team, None
        if not len(self.links.left):
            return {}
        if self.by == "author":
            forecast = self.links.left
            team = one_forecaster_a_question(team, work.asked, self.links)
        cards = score_groups(
            columns_of(work.held, work.meaning, self.links.left, team),
            self.links.right,
            reliability=True,
            adjust=adjust,
            never_ranked=self.barred,
            forecast=forecast,
            compare=adjust and self.by == "author",
            rng=np.random.default_rng(SEED) if adjust else None,
            **work.options,
        )
        return dict(cards)


def _barred(held: RecordAt, by: str) -> dict[int, str]:
    """Groups that are never ranked, and why."""
    if by == "topic":
        return dict.fromkeys(range(len(held.people.topics.id)), TOPIC)
    if by == "author":
        return dict.fromkeys(np.flatnonzero(held.people.collective).tolist(), COLLECTIVE)
    return {}


def _seen(report: dict[str, Any], by: str) -> bool:
    """Whether a group is listed: mere candidates are nobody's record yet."""
    decided = report["forecasts"][Status.ACCEPTED] + report["forecasts"][Status.UNSCORABLE]
    return bool(decided or (by == "source" and report["articles"]))


def _card(card: Scorecard, *, diagrams: bool) -> dict[str, Any]:
    """A scorecard as JSON takes it: shallow, since there may be ten thousand."""
    if diagrams:
        return card.to_json()
    plain = {name: getattr(card, name) for name in _PLAIN}
    for name in ("brier_interval", "brier_bounds", "peer_interval", "adjusted_interval", "rank_set"):
        plain[name] = None if plain[name] is None else list(plain[name])
    calibration = card.calibration
    plain["calibration"] = {field.name: getattr(calibration, field.name) for field in fields(calibration)}
    plain["reasons"] = dict(card.reasons)
    return plain
