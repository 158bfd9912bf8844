"""Questions as request bodies say them."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field

from app.api.body import Body
from app.api.values import Day, Id, Name
from app.domain.errors import InvalidInput
from app.domain.question import ClosesBasis
from app.domain.resolution import Outcome
from app.services.questions import CRITERIA_LIMIT, FAMILY_LIMIT, TEXT_LIMIT, QuestionDraft

TOPICS_LIMIT = 50

Text = Annotated[str, Field(min_length=1, max_length=TEXT_LIMIT)]
Criteria = Annotated[str, Field(min_length=1, max_length=CRITERIA_LIMIT)]
Family = Annotated[str, Field(min_length=1, max_length=FAMILY_LIMIT)]
Topics = Annotated[tuple[Name, ...], Field(max_length=TOPICS_LIMIT)]


class QuestionBody(Body):
    """A new question: YES means that the event occurs, worded before the outcome is looked up."""

    text: Text
    criteria: Criteria
    closes_on: Day | None = None
    closes_basis: ClosesBasis | None = None
    family: Family | None = None
    topics: Topics = ()
    condition: Text | None = None
    condition_question_id: Id | None = None
    condition_side: Outcome | None = None
    proportion: bool = False

    def draft(self) -> QuestionDraft:
        """As the services know it: a deadline without its basis is the curator's."""
        basis = self.closes_basis
        if basis is None and self.closes_on is not None:
            basis = ClosesBasis.CURATOR
        return QuestionDraft(**{**_fields(self), "closes_basis": basis})


class QuestionPatch(Body):
    """Changes to a question: what is given replaces, what is omitted stays, null takes away."""

    text: Text | None = None
    criteria: Criteria | None = None
    closes_on: Day | None = None
    closes_basis: ClosesBasis | None = None
    family: Family | None = None
    topics: Topics | None = None
    condition: Text | None = None
    condition_question_id: Id | None = None
    condition_side: Outcome | None = None
    proportion: bool | None = None

    def laid_over(self, held: QuestionDraft) -> QuestionDraft:
        """The question with these changes."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        if not given:
            raise InvalidInput("body", "changes nothing", allowed=", ".join(type(self).model_fields))
        for name in ("text", "criteria", "topics", "proportion"):
            if name in given and given[name] is None:
                raise InvalidInput(name, "cannot be taken away")
        if "closes_on" in given and "closes_basis" not in given:
            moved = given["closes_on"] != held.closes_on
            basis = ClosesBasis.CURATOR if moved else held.closes_basis
            given["closes_basis"] = None if given["closes_on"] is None else basis
        if "condition_question_id" in given and given["condition_question_id"] is None:
            given.setdefault("condition_side", None)
        return replace(held, **given)


def _fields(body: QuestionBody) -> dict[str, Any]:
    return {name: getattr(body, name) for name in type(body).model_fields}
