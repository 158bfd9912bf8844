"""An article read once more by a language model, where one is set up: it adds candidates, takes none away."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.days import DayBounds
from app.extraction import Candidate
from app.extraction.anchors import Unverified, name_stage, number_sentences, verify
from app.model import MAX_SENT, Model, ModelFailed

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondReading:
    """What came of asking: new candidates, proposals of known ones, and those that the text does not hold.

    problem: what failed, or was left out, in one line.
    """

    found_by: str
    added: int = 0
    known: int = 0
    unverified: tuple[Unverified, ...] = ()
    problem: str | None = None


def read_again(
    text: str,
    candidates: Sequence[Candidate],
    model: Model,
    *,
    published: DayBounds,
    byline: Sequence[str],
) -> tuple[tuple[Candidate, ...], SecondReading]:
    """The rules' candidates with what the model adds, in the text's order; if that fails, the rules' alone.

    It waits for a network: never call it inside a transaction or a request's thread.
    """
    found_by = name_stage(model.name)
    kept = tuple(candidates)
    try:
        numbered = number_sentences(text, limit=MAX_SENT)
        if not numbered.sent:
            return kept, SecondReading(found_by=found_by)
        verified = verify(
            text,
            numbered,
            model.propose(numbered),
            known=kept,
            found_by=found_by,
            published=published,
            byline=byline,
        )
    except ModelFailed as error:
        return kept, SecondReading(found_by=found_by, problem=error.message)
    except Exception:
        # An optional stage must not cost the article, whatever is wrong with it.
        log.exception("the second reading failed")
        return kept, SecondReading(found_by=found_by, problem="the second reading failed: internal error")
    total = len(numbered.sentences)
    left_out = (
        None if numbered.sent == total else f"only the first {numbered.sent} of {total} sentences were sent"
    )
    return tuple(sorted((*kept, *verified.candidates), key=lambda one: (one.start, one.end))), SecondReading(
        found_by=found_by,
        added=len(verified.candidates),
        known=verified.known,
        unverified=verified.unverified,
        problem=left_out,
    )
