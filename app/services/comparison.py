"""Figures that compare groups with each other: solved for all at once, and so allowed to lag a little."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from app.scoring.scorecard import Scorecard
from app.services.held_records import ALWAYS_FRESH_UP_TO
from app.storage import tables as t
from app.storage.database import Database

LAG = timedelta(seconds=60)
KEPT = 16

_STANDING = ("compared_with", "better_than", "worse_than")
_FIGURES = ("adjusted", "adjusted_interval", "shrunk", "rank", "rank_set", *_STANDING)


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """What comparing all groups gave, by key, and the event as of which it did."""

    seq: int
    cards: Mapping[str, Scorecard]

    def onto(self, key: str, card: Scorecard, *, seq: int) -> Scorecard:
        """A card of `seq` with the compared figures laid onto it."""
        reasons = {name: why for name, why in card.reasons.items() if name not in _FIGURES}
        compared = self.cards.get(key)
        if compared is None:
            why = card.unranked or f"not compared yet: the comparison is of event {self.seq}"
            missing = dict.fromkeys(_FIGURES, why if card.n else "no scored forecasts")
            return replace(
                card,
                rank=None,
                rank_set=None,
                unranked=why,
                reasons=dict(sorted((reasons | missing).items())),
            )
        reasons |= {name: why for name, why in compared.reasons.items() if name in _FIGURES}
        return replace(
            card,
            adjusted=compared.adjusted,
            adjusted_interval=compared.adjusted_interval,
            shrunk=compared.shrunk,
            rank=compared.rank,
            rank_set=compared.rank_set,
            unranked=compared.unranked,
            **{name: getattr(compared, name) for name in _STANDING},
            reasons=dict(sorted(reasons.items())),
        )


class _Kept:
    def __init__(self) -> None:
        self.lock = Lock()
        self.held: OrderedDict[Hashable, Comparison] = OrderedDict()


_COMPARISONS: WeakKeyDictionary[Database, _Kept] = WeakKeyDictionary()
_LOCK = Lock()


def recent_comparison(
    database: Database, question: Hashable, *, seq: int, forecasts: int, now: datetime
) -> Comparison | None:
    """The comparison to use at `seq`: of that very event, or of one that nothing followed for long."""
    kept = _kept(database)
    with kept.lock:
        found = kept.held.get(question)
    if found is None or found.seq == seq:
        return found
    if found.seq > seq or forecasts <= ALWAYS_FRESH_UP_TO:
        return None
    with database.read() as connection:
        overtaken = connection.execute(
            sa.select(t.event.c.recorded_at).where(t.event.c.seq == found.seq + 1)
        ).scalar_one()
    return found if now - datetime.fromisoformat(overtaken) < LAG else None


def keep_comparison(database: Database, question: Hashable, made: Comparison) -> None:
    """Remember a comparison for the calls of the next minute."""
    kept = _kept(database)
    with kept.lock:
        kept.held[question] = made
        kept.held.move_to_end(question)
        while len(kept.held) > KEPT:
            kept.held.popitem(last=False)


def _kept(database: Database) -> _Kept:
    with _LOCK:
        return _COMPARISONS.setdefault(database, _Kept())
