"""Questions: added, edited, split, merged, and every such decision undone."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.domain.days import FIRST_DAY
from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.forecast import Status
from app.domain.question import ClosesBasis
from app.domain.resolution import OPEN, Outcome
from app.services.outcomes import Condition, effect, effects_of, has_entries_since, own_decision
from app.services.people import ensure_topic
from app.services.withdrawal import bring_back
from app.storage import tables as t
from app.storage.record import Event, Record

TEXT_LIMIT = 2_000
CRITERIA_LIMIT = 10_000
FAMILY_LIMIT = 80  # as wide as its column


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionDraft:
    """Everything a curator decides about a question."""

    text: str
    criteria: str
    closes_on: date | None = None
    closes_basis: ClosesBasis | None = None
    family: str | None = None
    condition: str | None = None
    condition_question_id: int | None = None
    condition_side: Outcome | None = None
    topics: tuple[str, ...] = ()
    proportion: bool = False
    group_id: int | None = None
    group_position: int | None = None

    def __post_init__(self) -> None:
        _require_text("text", self.text, TEXT_LIMIT)
        _require_text("criteria", self.criteria, CRITERIA_LIMIT)
        if self.family is not None:
            _require_text("family", self.family, FAMILY_LIMIT)
        if self.condition is not None:
            _require_text("condition", self.condition, TEXT_LIMIT)
        if (self.closes_on is None) is not (self.closes_basis is None):
            raise InvalidInput(
                "closes_basis", "goes with closes_on, and only with it", allowed=", ".join(ClosesBasis)
            )
        if self.condition_side not in {None, Outcome.YES, Outcome.NO}:
            raise InvalidInput("condition_side", f"{self.condition_side} is no side", allowed="yes, no")
        if (self.condition_question_id is None) is not (self.condition_side is None):
            raise InvalidInput(
                "condition_side", "goes with condition_question_id, and only with it", allowed="yes, no"
            )
        if self.condition_question_id is not None and not self.condition:
            raise InvalidInput("condition", "must say in words what condition_question_id decides")


# What freezes at resolution: changing any of it asks another question.
FROZEN = (
    "text",
    "criteria",
    "closes_on",
    "proportion",
    "condition",
    "condition_question_id",
    "condition_side",
)


def _require_text(name: str, value: str, limit: int) -> None:
    if not value.strip():
        raise InvalidInput(name, "is empty")
    if len(value) > limit:
        raise InvalidInput(name, f"has {len(value)} characters", allowed=f"up to {limit}")


@dataclass(frozen=True, slots=True)
class QuestionVersion:
    """A question as it is in force."""

    id: int
    from_seq: int
    draft: QuestionDraft
    topic_ids: tuple[int, ...]
    ledger_from: int
    merged_into_id: int | None = None


def question_in_force(record: Record, question_id: int) -> QuestionVersion:
    """The present version, or NotFound."""
    v = t.question_version
    row = record.connection.execute(
        sa.select(v).where(v.c.question_id == question_id, v.c.to_seq.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFound("question", question_id)
    return _version(record, row)


def _version(record: Record, row: sa.Row[Any]) -> QuestionVersion:
    topics = record.connection.execute(
        sa.select(t.topic.c.id, t.topic.c.slug)
        .join(t.question_topic, t.question_topic.c.topic_id == t.topic.c.id)
        .where(t.question_topic.c.question_id == row.question_id, t.question_topic.c.from_seq == row.from_seq)
        .order_by(t.topic.c.id)
    ).all()
    draft = QuestionDraft(
        text=row.text,
        criteria=row.criteria,
        closes_on=row.closes_on,
        closes_basis=None if row.closes_basis is None else ClosesBasis(row.closes_basis),
        family=row.family,
        condition=row.condition,
        condition_question_id=row.condition_question_id,
        condition_side=None if row.condition_side is None else Outcome(row.condition_side),
        topics=tuple(topic.slug for topic in topics),
        proportion=row.proportion,
        group_id=row.group_id,
        group_position=row.group_position,
    )
    ids = tuple(topic.id for topic in topics)
    return QuestionVersion(row.question_id, row.from_seq, draft, ids, row.ledger_from, row.merged_into_id)


def require_standing(record: Record, question_id: int) -> QuestionVersion:
    """The present version of a question that is not merged into another."""
    held = question_in_force(record, question_id)
    if held.merged_into_id is not None:
        raise Conflict(f"question {question_id} was merged into question {held.merged_into_id}")
    return held


def add_question(record: Record, draft: QuestionDraft) -> int:
    """A new question; returns its id."""
    _check_condition(record, draft, question_id=None)
    _require_deadline_in_print(draft)
    topic_ids = [ensure_topic(record, name) for name in draft.topics]
    _bring_back_condition(record, draft)
    number = record.allocate()
    version = _body(draft, topic_ids, ledger_from=0)
    effects = effects_of(record, number, own=OPEN, condition=condition_of(draft))
    record.append("question.added", {"question_id": number, "version": version, "effects": effects})
    return number


def edit_question(record: Record, question_id: int, draft: QuestionDraft) -> int:
    """Replace what a question says; where it was decided and its meaning changes, it opens again."""
    held = require_standing(record, question_id)
    _check_condition(record, draft, question_id=question_id)
    if draft.closes_on != held.draft.closes_on:
        _require_deadline_in_print(draft)
        _require_deadline_after_forecasts(record, question_id, draft)
    topic_ids = [ensure_topic(record, name) for name in draft.topics]
    if replace(held.draft, topics=()) == replace(draft, topics=()) and set(held.topic_ids) == set(topic_ids):
        raise Conflict(f"question {question_id} says exactly that already")
    ledger_from = record.seq + 1 if _asks_another(held.draft, draft) else held.ledger_from
    body = _body(draft, topic_ids, ledger_from=ledger_from)
    return _write(record, "question.edited", question_id, body, draft)


def _asks_another(held: QuestionDraft, draft: QuestionDraft) -> bool:
    return any(getattr(held, name) != getattr(draft, name) for name in FROZEN)


def _require_deadline_in_print(draft: QuestionDraft) -> None:
    if draft.closes_on is not None and draft.closes_on < FIRST_DAY:
        raise InvalidInput("closes_on", f"{draft.closes_on} is no deadline", allowed=f"from {FIRST_DAY}")


def _require_deadline_after_forecasts(record: Record, question_id: int, draft: QuestionDraft) -> None:
    """A deadline before all its forecasts asks what nobody forecast."""
    first = first_made(record, question_id)
    if draft.closes_on is not None and first is not None and draft.closes_on < first:
        raise InvalidInput(
            "closes_on",
            f"{draft.closes_on} is before every forecast on question {question_id} was made",
            allowed=f"from {first}",
        )


def first_made(record: Record, question_id: int) -> date | None:
    """The first day any accepted forecast on it may have been made; unknown as soon as one of them is."""
    v = t.forecast_version
    days = [
        row.made_earliest
        for row in record.connection.execute(
            sa.select(v.c.made_earliest).where(
                v.c.question_id == question_id, v.c.to_seq.is_(None), v.c.status == Status.ACCEPTED
            )
        )
    ]
    return None if not days or None in days else min(day for day in days if day is not None)


def undo_question(record: Record, question_id: int) -> int:
    """Take the latest edit or merge back; again takes back the one before it, down to what was added."""
    held = question_in_force(record, question_id)
    layers = _layers(record, question_id)
    if len(layers) < 2:
        raise Conflict(f"question {question_id} has no edit or merge to take back")
    version = _version(record, layers[-2].row)
    _require_possible(record, question_id, version.draft)
    if held.merged_into_id is not None:
        _undo_links(record, held.from_seq)
    ledger_from = held.ledger_from
    if _asks_another(held.draft, version.draft):
        # What was answered under the wording that is now withdrawn does not answer the restored one.
        answered = has_entries_since(record, question_id, layers[-1].since)
        ledger_from = record.seq + 1 if answered else version.ledger_from
    body = _body(version.draft, list(version.topic_ids), ledger_from=ledger_from)
    return _write(record, "question.restored", question_id, body, version.draft)


@dataclass(frozen=True, slots=True)
class _Layer:
    """A version that stands on the ones before it, and the event that first put it there."""

    since: int
    row: sa.Row[Any]


def _layers(record: Record, question_id: int) -> list[_Layer]:
    """The versions that stand on each other; one that was taken back is off."""
    v, e = t.question_version, t.event
    rows = record.connection.execute(
        sa.select(v, e.c.kind.label("event_kind"))
        .join(e, e.c.seq == v.c.from_seq)
        .where(v.c.question_id == question_id)
        .order_by(v.c.from_seq)
    )
    layers: list[_Layer] = []
    for row in rows:
        since = row.from_seq
        if row.event_kind == "question.restored" and len(layers) > 1:
            layers.pop()
            since = layers.pop().since
        layers.append(_Layer(since, row))
    return layers


def _require_possible(record: Record, question_id: int, draft: QuestionDraft) -> None:
    """The conditions may have moved since an earlier version was in force."""
    try:
        _check_condition(record, draft, question_id=question_id)
    except InvalidInput as error:
        raise Conflict(
            f"the earlier version of question {question_id} cannot return: {error.message}"
        ) from error


def merge_questions(record: Record, question_id: int, into_id: int, *, flip: bool = False) -> int:
    """Move every forecast of one question to another that asks the same, or with `flip` the opposite."""
    if question_id == into_id:
        raise Conflict(f"question {question_id} cannot be merged into itself")
    held = require_standing(record, question_id)
    into = require_standing(record, into_id)
    group = held.draft.group_id
    if group is not None and group == into.draft.group_id and not flip:
        opposed = f"questions {question_id} and {into_id} are options of group {group}, of which one occurs"
        raise Conflict(f"{opposed}: merge them with flip, as opposites, or set the group apart first")
    v = t.question_version
    dependants = record.connection.execute(
        sa.select(v.c.question_id).where(
            v.c.condition_question_id == question_id, v.c.to_seq.is_(None), v.c.merged_into_id.is_(None)
        )
    ).scalars()
    if waiting := sorted(dependants):
        raise Conflict(f"question {question_id} is the condition of {waiting}: give those another one first")
    forecasts = linked_forecasts(record, question_id)
    body = _body(held.draft, list(held.topic_ids), merged_into_id=into_id, ledger_from=held.ledger_from)
    moved = [row.forecast_id for row in forecasts]
    seq = record.append(
        "question.merged",
        {
            "question_id": question_id,
            "version": body,
            "effects": [effect(question_id, OPEN)],
            "moved": moved,
            "flip": flip,
        },
    )
    for row in forecasts:
        relink(record, row, question_id=into_id, polarity=-row.polarity if flip else row.polarity)
    return seq


def split_question(
    record: Record, question_id: int, draft: QuestionDraft, forecast_ids: tuple[int, ...]
) -> int:
    """Move some forecasts of a question to a new one; returns the new one's id."""
    require_standing(record, question_id)
    rows = {row.forecast_id: row for row in linked_forecasts(record, question_id)}
    strangers = sorted(set(forecast_ids) - set(rows))
    if strangers or not forecast_ids:
        raise InvalidInput(
            "forecast_ids",
            f"{strangers} are not on question {question_id}" if strangers else "is empty",
            allowed=", ".join(map(str, sorted(rows))),
        )
    number = add_question(record, draft)
    for forecast_id in sorted(set(forecast_ids)):
        row = rows[forecast_id]
        relink(record, row, question_id=number, polarity=row.polarity, kind="forecast.moved")
    return number


def linked_forecasts(record: Record, question_id: int) -> list[sa.Row[Any]]:
    """The versions in force that are linked to a question."""
    v = t.forecast_version
    return list(
        record.connection.execute(
            sa.select(v).where(v.c.question_id == question_id, v.c.to_seq.is_(None)).order_by(v.c.forecast_id)
        )
    )


VERSION_FIELDS = (
    "status",
    "reasons",
    "role",
    "stance",
    "kind",
    "cue",
    "cue_class",
    "probability",
    "low",
    "high",
    "lexicon",
    "negated",
    "condition_start",
    "condition_end",
    "scoreability",
    "scoreability_reasons",
    "made_earliest",
    "made_latest",
    "question_id",
    "polarity",
    "excluded",
)


def version_body(row: sa.Row[Any]) -> dict[str, Any]:
    """A stored forecast version as an event holds it."""
    return {name: row._mapping[name] for name in VERSION_FIELDS}


def relink(
    record: Record,
    row: sa.Row[Any],
    *,
    question_id: int | None,
    polarity: int,
    kind: str = "forecast.relinked",
) -> int:
    """Point a forecast at another question, all else as it was; `forecast.moved` is a decision on itself."""
    if question_id is not None:
        bring_back(record, question_id)
    version = {**version_body(row), "question_id": question_id, "polarity": polarity}
    return record.append(
        kind,
        {
            "forecast_id": row.forecast_id,
            "version": version,
            "words": own_words(record, row),
            "author_ids": None,
        },
    )


def own_words(record: Record, row: sa.Row[Any], *, claim: str | None = None) -> str:
    """The blob of a version's words; a batch's blob is shared, so a decided forecast gets one of its own."""
    if claim in {None, row.claim} and not isinstance(record.blobs.read_json(row.words), list):
        return str(row.words)
    said = {"claim": claim or row.claim, "condition": row.condition, "deadline": row.deadline}
    return record.keep_json(said)


def _event_data(record: Record, seq: int) -> dict[str, Any]:
    body = record.connection.execute(sa.select(t.event.c.body).where(t.event.c.seq == seq)).scalar_one()
    return Event.parse(body).data


def _undo_links(record: Record, merged_seq: int) -> None:
    """Give back the forecasts that a merge moved and nobody has moved since."""
    data = _event_data(record, merged_seq)
    question_id, into_id = data["question_id"], data["version"]["merged_into_id"]
    further = question_in_force(record, into_id).merged_into_id
    if further is not None and data["moved"]:
        raise Conflict(f"question {into_id} was itself merged into question {further}: undo that merge first")
    for row in linked_forecasts(record, into_id):
        if row.forecast_id in data["moved"]:
            polarity = -row.polarity if data["flip"] else row.polarity
            relink(record, row, question_id=question_id, polarity=polarity)


def _body(
    draft: QuestionDraft, topic_ids: list[int], *, ledger_from: int, merged_into_id: int | None = None
) -> dict[str, Any]:
    held = asdict(draft)
    del held["topics"]  # as ids below
    return {
        **held,
        "topic_ids": sorted(set(topic_ids)),
        "merged_into_id": merged_into_id,
        "ledger_from": ledger_from,
    }


def condition_of(draft: QuestionDraft) -> Condition | None:
    """The question that must resolve to a side first, if there is one."""
    if draft.condition_question_id is None or draft.condition_side is None:
        return None
    return Condition(draft.condition_question_id, draft.condition_side)


def _bring_back_condition(record: Record, draft: QuestionDraft) -> None:
    if draft.condition_question_id is not None:
        bring_back(record, draft.condition_question_id)


def _write(record: Record, kind: str, question_id: int, body: dict[str, Any], draft: QuestionDraft) -> int:
    bring_back(record, question_id)
    _bring_back_condition(record, draft)
    own = own_decision(record, question_id, after=body["ledger_from"])
    effects = effects_of(record, question_id, own=own, condition=condition_of(draft))
    return record.append(kind, {"question_id": question_id, "version": body, "effects": effects})


def _check_condition(record: Record, draft: QuestionDraft, *, question_id: int | None) -> None:
    """The condition exists, and following conditions from it never comes back here."""
    step = draft.condition_question_id
    seen: list[int] = [] if question_id is None else [question_id]
    while step is not None:
        if step in seen:
            raise InvalidInput("condition_question_id", f"goes round in a circle: {[*seen, step]}")
        seen.append(step)
        try:
            step = require_standing(record, step).draft.condition_question_id
        except NotFound as error:
            raise InvalidInput("condition_question_id", str(error)) from error
