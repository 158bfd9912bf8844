"""One request's view of the record: what was asked for, what words mean, and what every forecast came to."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import asdict, dataclass
from datetime import UTC, date
from typing import Any

from app.domain.errors import InvalidInput
from app.queries.scored import Whole
from app.scoring.ranking import RANKED_FROM
from app.scoring.scorecard import METHOD
from app.scoring.selection import Fractions
from app.scoring.updates import Updates
from app.services.coverage import Events, find_events
from app.services.grouping import Grouping, group_by
from app.services.held_records import AsOf, held_at
from app.services.scope import Fates, Filters, day_number, decide_fates, read_meaning
from app.services.scoring_rows import asked, teams
from app.storage.database import Database
from app.storage.record import Clock

MINIMUM_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How forecasts are counted."""

    resolved_by: date | None = None
    updates: str = Updates.FIRST
    fractions: Fractions = "keep"
    lexicon: str | None = None
    minimum: int = RANKED_FROM

    def __post_init__(self) -> None:
        for name, value, known in (
            ("updates", self.updates, tuple(Updates)),
            ("fractions", self.fractions, ("keep", "drop")),
        ):
            if value not in known:
                raise InvalidInput(name, f"{value!r} is not known", allowed=", ".join(known))
        if isinstance(self.minimum, bool) or not 1 <= self.minimum <= MINIMUM_LIMIT:
            raise InvalidInput("minimum", f"{self.minimum!r} is no number of clusters", allowed="1 or more")

    def shown(self) -> dict[str, Any]:
        """The rules by name; the lexicon stands in a result's heading with its version."""
        return {name: value for name, value in asdict(self).items() if name != "lexicon"}


class View:
    """One request's view of the record: what was asked for, and what every forecast came to."""

    def __init__(
        self,
        database: Database,
        filters: Filters,
        rules: Rules,
        *,
        as_of: AsOf,
        day: date | None,
        clock: Clock,
    ) -> None:
        self.database, self.filters, self.rules = database, filters, rules
        self.now = clock().astimezone(UTC)
        found, named_day = held_at(database, as_of, now=self.now)
        self.held, self.memo = found.record, found.memo
        self.cards, self.subjects = found.cards, found.subjects
        self.at_head = as_of is None
        self.day = day or named_day or self.now.date()
        self.context: Hashable = (filters, rules, self.day)
        self.meaning = self.memo.find(
            ("meaning", rules.lexicon), lambda: read_meaning(self.held, rules.lexicon)
        )
        self.fates, self.events = self.memo.find(
            ("fates", rules.lexicon, rules.resolved_by, self.day), self._decide
        )
        self.team: Whole = self.memo.find("teams", lambda: teams(self.held))

    def grouping(self, by: str) -> Grouping:
        """Everything that was said, by author, source or topic."""
        return self.memo.find(("grouping", by), lambda: group_by(self.held, by))

    @property
    def asked(self) -> Whole:
        """The question of each forecast, both sides of one event under the first."""
        return self.memo.find("asked", lambda: asked(self.held))

    def heading(self, parameters: dict[str, Any]) -> dict[str, Any]:
        """The five things that determine a result."""
        return {
            "method": METHOD,
            "seq": self.held.seq,
            "date": self.day.isoformat(),
            "lexicon": self.meaning.lexicon,
            "parameters": {
                name: value.isoformat() if isinstance(value, date) else value
                for name, value in parameters.items()
            },
        }

    def _decide(self) -> tuple[Fates, Events]:
        resolved_by = None if self.rules.resolved_by is None else day_number(self.rules.resolved_by)
        fates, bears = decide_fates(
            self.held, self.meaning, day=day_number(self.day), resolved_by=resolved_by
        )
        return fates, find_events(self.held, bears)
