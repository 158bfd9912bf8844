"""The parameters that say which forecasts are scored, and by which rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.forecast import CueClass, Role
from app.extraction.lexicon import NAMES
from app.http.errors import Fault, invalid
from app.http.parameters import Parameter
from app.queries.pages import Kind
from app.scoring.ranking import RANKED_FROM
from app.scoring.updates import Updates
from app.services.grouping import GROUPINGS
from app.services.scope import Filters
from app.services.view import MINIMUM_LIMIT, Rules
from app.storage.record import Clock

WHO = {
    name: Parameter(name=name, kind=Kind.TEXT, description=f"The slug of one {name}.") for name in GROUPINGS
}
ONE_OF = (
    Parameter(name="made_on__gte", kind=Kind.DAY, description="Surely made on this day or later."),
    Parameter(name="made_on__lte", kind=Kind.DAY, description="Surely made on this day or before."),
    Parameter(name="cue_class", kind=Kind.CHOICE, choices=tuple(CueClass), description="How it is worded."),
    Parameter(name="role", kind=Kind.CHOICE, choices=tuple(Role), description="Who asserts it."),
    Parameter(
        name="as_of",
        kind=Kind.TEXT,
        description="What the record held by then: a UTC day (today: so far), a moment with offset, `seq:N`.",
    ),
    Parameter(
        name="date",
        kind=Kind.DAY,
        description="The day that tells open from overdue; by default that of `as_of`, else today.",
    ),
    Parameter(name="resolved_by", kind=Kind.DAY, description="Only questions that close up to this day."),
    Parameter(
        name="updates",
        kind=Kind.CHOICE,
        choices=tuple(Updates),
        default=str(Updates.FIRST),
        description="Which of an author's forecasts on one question count.",
    ),
    Parameter(
        name="fractions",
        kind=Kind.CHOICE,
        choices=("keep", "drop"),
        default="keep",
        description="Whether questions resolved in part count.",
    ),
    Parameter(
        name="lexicon",
        kind=Kind.CHOICE,
        choices=NAMES,
        description="Read every worded probability by this table; without it, as recorded.",
    ),
    Parameter(
        name="minimum",
        kind=Kind.ID,
        low=1,
        high=MINIMUM_LIMIT,
        default=RANKED_FROM,
        description="Effective clusters below which nobody is ranked.",
    ),
)


def options_of(asked: Mapping[str, Any], clock: Clock) -> dict[str, Any]:
    """The parameters as the services take them."""
    made_from, made_to = asked.get("made_on__gte"), asked.get("made_on__lte")
    if made_from is not None and made_to is not None and made_from > made_to:
        raise invalid(Fault("made_on__gte", f"is after made_on__lte {made_to}", "a day up to made_on__lte"))
    return {
        "filters": Filters(
            made_on__gte=made_from,
            made_on__lte=made_to,
            topic=asked.get("topic"),
            source=asked.get("source"),
            author=asked.get("author"),
            cue_class=asked.get("cue_class"),
            role=asked.get("role"),
        ),
        "rules": Rules(
            resolved_by=asked.get("resolved_by"),
            updates=asked["updates"],
            fractions=asked["fractions"],
            lexicon=asked.get("lexicon"),
            minimum=asked.get("minimum", RANKED_FROM),
        ),
        "as_of": asked.get("as_of"),
        "day": asked.get("date"),
        "clock": clock,
    }
