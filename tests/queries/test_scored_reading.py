"""The record in arrays: as of any event, and caught up from an earlier one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from app.domain.forecast import CueClass, Role
from app.domain.resolution import Outcome, VoidReason
from app.queries import scored_forecasts, scored_reading
from app.queries.scored import NO_DAY, STATES, STATUSES, Forecasts, RecordAt
from app.queries.scored_reading import read_record
from app.services import curation, people, questions, resolution
from app.services.questions import QuestionDraft
from app.storage.database import Database
from tests.services.book import Book


@pytest.fixture
def book(database: Database) -> Book:
    return Book(database)


def read(book: Book, seq: int | None = None, *, known: RecordAt | None = None) -> RecordAt:
    with book.database.snapshot() as connection:
        return read_record(connection, book.head() if seq is None else seq, known=known)


_NO_CODES: dict[str, Any] = {
    "cue": np.zeros(0), "cues": [], "excluded": np.zeros(0), "exclusions": [],
}  # fmt: skip


def _decoded(forecasts: Forecasts, name: str, said: str) -> list[Any]:
    words = [*getattr(forecasts, said), None]  # -1 is nothing
    return [words[code] for code in getattr(forecasts, name).tolist()]


def differences(one: Any, other: Any, place: str = "record") -> Iterator[str]:
    """Where two records differ; codes stand for what they mean, since their order is arbitrary."""
    if isinstance(one, Forecasts):
        for name, said in (("cue", "cues"), ("excluded", "exclusions")):
            if _decoded(one, name, said) != _decoded(other, name, said):
                yield f"{place}.{name}"
        one, other = (replace(held, **_NO_CODES) for held in (one, other))
    if is_dataclass(one):
        for field in fields(one):
            yield from differences(
                getattr(one, field.name), getattr(other, field.name), f"{place}.{field.name}"
            )
    elif isinstance(one, np.ndarray):
        if not np.array_equal(one, other, equal_nan=one.dtype.kind == "f"):
            yield place
    elif one != other:
        yield place


def test_an_empty_record_reads_as_nothing(book: Book) -> None:
    record = read(book)
    assert len(record.forecasts) == 0
    assert record.questions.id.tolist() == []


def test_values_are_as_recorded(book: Book) -> None:
    question = book.ask("Rain", closes=date(2022, 12, 31))
    book.say(
        question,
        "Ada",
        "Bo",
        p=1 / 3,
        low=0.1,
        high=0.5,
        polarity=-1,
        made=date(1969, 1, 1),
        cue="a, \"b\" \\ 'c' é\u2028",
    )
    book.candidate("Ada", negated=True, role=Role.QUOTED, cue_class=CueClass.POSSIBILITY)
    book.answer(question, "yes", date(1969, 7, 20))
    record = read(book)
    first, second = 0, 1
    forecasts = record.forecasts
    assert forecasts.probability[first] == 0.333333333333
    assert (forecasts.low[first], forecasts.high[first]) == (0.1, 0.5)
    assert forecasts.polarity.tolist() == [-1, 1]
    assert forecasts.cues[forecasts.cue[first]].text == "a, \"b\" \\ 'c' é\u2028"
    assert not forecasts.cues[forecasts.cue[first]].negated
    assert forecasts.cues[forecasts.cue[second]].negated
    assert forecasts.question.tolist() == [0, -1]
    assert forecasts.made_latest.tolist() == [-365, 19002]  # days from 1970-01-01
    assert record.forecast_authors.left.tolist() == [0, 0, 1]
    assert record.questions.occurred_on.tolist() == [-165]
    assert record.questions.closes_on.tolist() == [19357]
    assert record.question_topics.left.tolist() == [0]


def test_an_earlier_event_shows_what_was_in_force_then(book: Book) -> None:
    question = book.ask(closes=None)
    book.say(question, "Ada", p=0.2)
    before = book.head()
    book.answer(question, "yes", date(2022, 2, 24))
    record = read(book, before)
    assert record.questions.state.tolist() == [STATES.index(record_state("open"))]
    assert record.questions.closes_on.tolist() == [NO_DAY]
    assert len(read(book, 0).forecasts) == 0


def record_state(name: str) -> Any:
    return next(state for state in STATES if state.value == name)


def test_an_outcome_of_a_question_asked_later_is_not_known_yet(book: Book) -> None:
    book.ask()
    seq = book.head()
    later = book.ask()
    book.answer(later, "no")
    assert len(read(book, seq).questions.id) == 1


def steps(book: Book) -> Iterator[Callable[[], Any]]:
    """One of every sort of change."""
    made: dict[str, int] = {}

    def note(name: str, verb: Callable[[], int]) -> Callable[[], None]:
        return lambda: made.update({name: verb()})

    yield note("rain", lambda: book.ask("Rain", family="weather"))
    yield note("said", lambda: book.say(made["rain"], "Ada", p=0.3))
    yield note("snow", lambda: book.ask("Snow", "Rain"))
    yield note("again", lambda: book.say(made["snow"], "Bo", "Cy", article="https://herald.example/2"))
    yield lambda: book.answer(made["rain"], "yes")
    yield lambda: book.do(resolution.dispute, made["rain"], reason="why")
    yield lambda: book.do(resolution.settle, made["rain"], reason="so")
    yield note(
        "hail",
        lambda: book.ask(condition="if", condition_question_id=made["rain"], condition_side=Outcome.NO),
    )
    yield lambda: book.do(curation.undo, made["said"])
    yield lambda: book.do(curation.mark_unscorable, made["said"], ["vague"])
    yield note("candidate", lambda: book.candidate("Dee"))
    yield lambda: book.do(curation.reject, made["candidate"], "no")
    yield lambda: book.do(
        people.merge_authors,
        book.do(people.find_author, "cy"),
        book.do(people.find_author, "ada"),
    )
    yield lambda: book.do(people.split_author, book.do(people.find_author, "cy"))
    yield lambda: book.answer(made["snow"], "void", void_reason=VoidReason.OTHER)
    yield lambda: book.do(resolution.undo, made["snow"])
    yield lambda: book.do(questions.merge_questions, made["snow"], made["rain"])
    yield lambda: book.do(questions.undo_question, made["snow"])
    yield lambda: book.do(questions.edit_question, made["snow"], edited(book, made["snow"]))
    yield lambda: book.do(people.ensure_topic, "Fog")
    yield lambda: book.do(people.ensure_source, "Gazette")
    yield lambda: book.article("https://gazette.example", source="Gazette", by=("Eve",), frame="all")


def edited(book: Book, question: int) -> QuestionDraft:
    draft: QuestionDraft = book.do(lambda record: questions.question_in_force(record, question).draft)
    return replace(draft, family="another", topics=("Rain",))


@pytest.mark.parametrize("slice_of", [2, 100_000])
def test_catching_up_gives_what_reading_anew_gives(
    book: Book, monkeypatch: pytest.MonkeyPatch, slice_of: int
) -> None:
    monkeypatch.setattr(scored_forecasts, "SLICE", slice_of)
    known, earliest = read(book), read(book)
    for number, step in enumerate(steps(book)):
        step()
        anew = read(book)
        known = read(book, known=known)
        assert list(differences(known, anew)) == [], number
        assert list(differences(read(book, known=earliest), anew)) == [], number


def test_only_what_events_may_have_changed_is_read_again(book: Book) -> None:
    question = book.ask()
    book.say(question)
    known = read(book)
    book.answer(question, "yes")
    now = read(book, known=known)
    assert now.forecasts is known.forecasts
    assert now.questions is not known.questions


def test_of_many_forecasts_the_one_that_was_judged_is_read_again(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = book.ask()
    said = [book.say(question, p=0.3) for _ in range(3)]
    known = read(book)
    asked: list[list[int]] = []
    packs = scored_forecasts._packs

    def note(ids: Sequence[int]) -> Iterator[scored_forecasts.Which]:
        asked.append(list(ids))
        return packs(ids)

    monkeypatch.setattr(scored_forecasts, "_packs", note)
    book.do(curation.undo, said[1])
    added = book.say(question, "Bo", p=0.4)
    now = read(book, known=known)
    assert asked == [[said[1], added], [said[1], added]]  # what was read, and by whom it was said
    assert [STATUSES[code].value for code in now.forecasts.status.tolist()] == [
        "accepted",
        "candidate",
        "accepted",
        "accepted",
    ]
    assert len(known.forecasts) == 3  # whoever still reads the earlier record finds it as it was
    assert STATUSES[int(known.forecasts.status[1])].value == "accepted"


def test_where_events_touched_too_many_all_are_read(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scored_forecasts, "TOUCHED_UP_TO", 1)
    question = book.ask()
    known = read(book)
    book.say(question)
    book.say(question)
    assert list(differences(read(book, known=known), read(book))) == []


def test_after_very_many_events_everything_is_read_again(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scored_reading, "CAUGHT_UP_OVER", 1)
    book.say(book.ask())
    known = read(book)
    book.ask()
    book.ask()
    assert read(book, known=known).forecasts is not known.forecasts
