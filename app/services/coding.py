"""A text coded sentence by sentence, blind: what is a forecast, how it reads, what came of it.

Whoever codes sees neither the machine's reading nor anybody else's coding of the text until they have
finished, and a finished coding is never changed, since by then its coder may have seen the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.probability import checked
from app.extraction import load_lexicon
from app.extraction.labels import Tier
from app.extraction.segments import split_sentences
from app.extraction.units import split_units
from app.services.by_hand import FOUND_BY, latest_text
from app.storage import tables as t
from app.storage.record import Record

TIERS = (Tier.CORE, Tier.BORDERLINE, Tier.NONE)


class CodedOutcome(StrEnum):
    """What a coder says became of a forecast; `open` where it cannot be told yet."""

    YES = "yes"
    NO = "no"
    VOID = "void"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a coder says of one sentence; without a tier, that what was said of it is taken back.

    probability: as worded, for the claim that the sentence makes. word: of the lexicon, in its place.
    """

    unit: int
    tier: Tier | None
    probability: float | None = None
    word: str | None = None
    outcome: CodedOutcome | None = None

    def __post_init__(self) -> None:
        if self.tier is Tier.OPEN:
            raise InvalidInput("tier", "says nothing", allowed=", ".join(TIERS))
        if self.probability is not None:
            checked("probability", self.probability)
            if self.word is not None:
                raise InvalidInput("word", "goes without probability", allowed="one of the two")
        if self.tier in {None, Tier.NONE}:
            for name in ("probability", "word", "outcome"):
                if getattr(self, name) is not None:
                    raise InvalidInput(
                        name, "is said of a forecast alone", allowed="a tier of core, borderline"
                    )

    def kept(self) -> dict[str, Any]:
        """As the record keeps it: a word with the number that the lexicon of the day read in it."""
        point, table = self.probability, None
        if self.word is not None:
            lexicon = load_lexicon()
            reading = lexicon.reading(self.word.strip().lower())
            if reading is None:
                raise InvalidInput(
                    "word",
                    f"{self.word[:80]!r} is not in the lexicon",
                    allowed="likely, unlikely, will, may, ...",
                )
            point, table = reading.point, f"{lexicon.name}@{lexicon.version}"
        return {
            "unit": self.unit,
            "tier": self.tier,
            "probability": None if point is None else checked("probability", point),
            "word": None if self.word is None else self.word.strip().lower(),
            "lexicon": table,
            "outcome": self.outcome,
        }


def words_known() -> tuple[str, ...]:
    """The words that a reading may be given as."""
    return tuple(sorted(load_lexicon().readings))


def start_coding(record: Record, article_id: int) -> tuple[int, bool]:
    """A coding of the article's latest text by whoever writes, and whether it is new."""
    revision, text = latest_text(record, article_id)
    c = t.coding.c
    own = record.connection.execute(
        sa.select(c.id).where(c.revision_id == revision.id, c.coder == record.actor)
    ).scalar()
    if own is not None:
        return int(own), False
    _require_unseen(record, article_id)
    first = record.connection.execute(
        sa.select(c.units).where(c.revision_id == revision.id).order_by(c.id).limit(1)
    ).scalar()
    units = spans_of(text) if first is None else first
    if not units:
        raise Conflict(f"article {article_id} has no sentence to code")
    number = record.allocate()
    record.append(
        "coding.started",
        {
            "id": number,
            "article_id": article_id,
            "revision_id": revision.id,
            "units": record.keep_json(units),
        },
    )
    return number, True


def _require_unseen(record: Record, article_id: int) -> None:
    """Whoever decided about what was read in a text has seen it."""
    f, v, e = t.forecast.c, t.forecast_version.c, t.event.c
    decided = (
        sa.select(e.seq)
        .join(t.forecast_version, v.from_seq == e.seq)
        .join(t.forecast, f.id == v.forecast_id)
        .where(
            f.article_id == article_id,
            e.actor == record.actor,
            sa.or_(v.from_seq > f.created_seq, f.found_by == FOUND_BY),
        )
        .limit(1)
    )
    if record.connection.execute(decided).first() is not None:
        raise Conflict(
            f"you decided about forecasts in article {article_id} already, so you know what was read there"
        )


def spans_of(text: str) -> list[list[int]]:
    """Where each sentence begins and ends, in the units by which reading is judged."""
    starts = split_units(text).starts
    ends = [0] * len(starts)
    place = -1
    for sentence in split_sentences(text):
        while place + 1 < len(starts) and starts[place + 1] <= sentence.start:
            place += 1
        ends[place] = sentence.end
    return [[start, end] for start, end in zip(starts, ends, strict=True)]


def save_marks(record: Record, number: int, marks: Sequence[Mark]) -> int:
    """Say what some sentences are, or say it anew."""
    held = _own(record, number)
    if not marks:
        raise InvalidInput("marks", "is empty", allowed="one or more sentences")
    units = [mark.unit for mark in marks]
    if len(set(units)) != len(units):
        raise InvalidInput("marks", "holds a sentence twice", allowed="each sentence once")
    for unit in units:
        if not 0 <= unit < len(held.units):
            raise InvalidInput("unit", f"there is no sentence {unit}", allowed=f"0 to {len(held.units) - 1}")
    return _save(record, number, [mark.kept() for mark in marks])


def _save(record: Record, number: int, marks: Sequence[dict[str, Any]]) -> int:
    # In a blob, since events are public: nobody reads there what another has coded.
    return record.append("coding.saved", {"coding_id": number, "marks": record.keep_json(marks)})


def finish_coding(record: Record, number: int, *, rest: Tier | None = None) -> int:
    """End a coding for good; `rest`: what the sentences are that nothing was said of."""
    held = _own(record, number)
    if rest not in {None, Tier.NONE}:
        raise InvalidInput("rest", f"{rest!r} cannot be said of sentences unseen", allowed="none")
    m = t.coding_mark.c
    marked = set(record.connection.execute(sa.select(m.unit).where(m.coding_id == number)).scalars())
    missing = [unit for unit in range(len(held.units)) if unit not in marked]
    if missing and rest is None:
        raise InvalidInput(
            "rest",
            f"is needed: nothing was said of {len(missing)} of {len(held.units)} sentences",
            allowed="none, where they are no forecasts",
        )
    if missing:
        _save(record, number, [Mark(unit=unit, tier=Tier.NONE).kept() for unit in missing])
    return record.append("coding.finished", {"coding_id": number})


def _own(record: Record, number: int) -> sa.Row[Any]:
    held = record.connection.execute(sa.select(t.coding).where(t.coding.c.id == number)).one_or_none()
    if held is None:
        raise NotFound("coding", number)
    if held.coder != record.actor:
        raise Conflict(f"coding {number} is somebody else's")
    if held.finished_seq is not None:
        raise Conflict(f"coding {number} is finished, so it stays as it is")
    return held
