"""What accuracy is asked for: filters, rules and moments of the record, and what is refused."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import orjson
import pytest

from app.domain.days import DayBounds
from app.domain.errors import InvalidInput, NotFound
from app.domain.forecast import CueClass, Role
from app.domain.question import ClosesBasis
from app.scoring.inputs import Columns
from app.scoring.scorecard import score_groups
from app.services import comparison, questions
from app.services.accuracy import (
    accuracy,
    author_accuracy,
    source_accuracy,
    topic_accuracy,
)
from app.services.questions import QuestionDraft
from app.services.recording import recording
from app.services.scope import Filters
from app.services.view import Rules
from app.storage.database import Database
from tests.services.book import Book


@pytest.fixture
def book(database: Database) -> Book:
    return Book(database)


@pytest.mark.parametrize(
    ("filters", "n"),
    [
        (Filters(), 3),
        (Filters(author="ada"), 2),
        (Filters(source="herald"), 1),
        (Filters(topic="rain"), 1),
        (Filters(cue_class="numeric"), 1),
        (Filters(role="quoted"), 1),
        (Filters(made_on__gte=date(2022, 2, 1)), 1),
        (Filters(made_on__lte=date(2022, 1, 31)), 1),  # bounds that leave the window are not surely within it
        (Filters(author="bo", topic="rain"), 0),
    ],
)
def test_filters_choose_forecasts(book: Book, filters: Filters, n: int) -> None:
    rain, snow = book.ask("Rain"), book.ask("Snow")
    book.say(rain, "Ada", made=date(2022, 2, 1), cue_class=CueClass.NUMERIC, cue="20%")
    book.say(snow, "Ada", made=DayBounds(date(2022, 1, 20), date(2022, 2, 10)))
    book.say(
        snow,
        "Bo",
        made=date(2022, 1, 5),
        role=Role.QUOTED,
        article="https://herald.example/1",
        source="Herald",
    )
    book.answer(rain, "yes")
    book.answer(snow, "yes")
    assert book.score(filters=filters)["overall"]["n"] == n


def test_a_filter_that_leaves_all_that_is_scored_compares_nobody_anew(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = book.ask()
    book.say(question, "Ada", p=0.2)
    book.say(question, "Bo", p=0.5, made=date(2022, 3, 1))
    book.say(question, "Cy", p=0.9, role=Role.REPORTED)
    book.answer(question, "yes")
    compared = list[int]()

    def counting(columns: Columns, *args: Any, **options: Any) -> Any:
        compared.append(len(columns))
        return score_groups(columns, *args, **options)

    monkeypatch.setattr("app.services.accuracy.score_groups", counting)
    assert [card["n"] for card in book.groups("author").values()] == [1, 1, 0]
    bylines = book.score(by="author", filters=Filters(role="byline"))
    assert compared == [2]
    # Nobody is listed for what the filter leaves out, scored or not.
    assert {card["key"]: card["brier"] for card in bylines["groups"]} == {
        "ada": pytest.approx(0.64),
        "bo": pytest.approx(0.25),
    }
    assert (bylines["overall"]["n"], bylines["overall"]["coverage"]["reported"]) == (2, 0)
    early = book.groups("author", filters=Filters(made_on__lte=date(2022, 2, 1)))
    assert compared == [2, 1]
    assert early["ada"]["n"] == 1
    assert early.get("bo") is None


def test_a_filter_that_leaves_all_is_told_from_one_that_no_longer_does(book: Book) -> None:
    question = book.ask()
    book.say(question, "Ada", p=0.2)
    book.answer(question, "yes")
    assert book.groups("author", filters=Filters(role="byline"))["ada"]["n"] == 1
    book.say(question, "Bo", p=0.5, role=Role.QUOTED)
    assert book.groups("author")["bo"]["n"] == 1
    bylines = book.score(by="author", filters=Filters(role="byline"))
    assert [card["key"] for card in bylines["groups"]] == ["ada"]
    assert bylines["overall"]["n"] == 1


def test_another_lexicon_reads_words_anew_and_leaves_numbers(book: Book) -> None:
    asked = [book.ask() for _ in range(4)]
    book.say(asked[0], cue="unlikely", p=0.2)  # NATO: 0.25
    book.say(asked[1], cue="likely", negated=True, p=0.25)  # NATO: 1 - 0.75
    book.say(asked[2], cue="70%", cue_class=CueClass.NUMERIC, p=0.7)
    book.say(asked[3], cue="on the cards", p=0.6)
    for question in asked:
        book.answer(question, "yes")
    result = book.score(rules=Rules(lexicon="nato"))
    assert result["lexicon"].startswith("nato 1-")
    overall = result["overall"]
    assert overall["n"] == 3
    assert overall["brier"] == pytest.approx((0.5625 + 0.5625 + 0.09) / 3)
    assert overall["coverage"]["excluded"] == {"the lexicon does not hold the phrase": 1}
    assert book.score()["lexicon"] == "as recorded"
    with pytest.raises(InvalidInput, match="lexicon"):
        book.score(rules=Rules(lexicon="astrology"))


def test_an_edited_deadline_reopens_and_leaves_the_score(book: Book) -> None:
    question = book.ask()
    book.say(question)
    book.answer(question, "yes", date(2022, 2, 24))
    with recording(book.database, actor="key:curator", clock=book.clock) as record:
        held = questions.question_in_force(record, question).draft
        moved = QuestionDraft(
            text=held.text,
            criteria=held.criteria,
            closes_on=date(2023, 12, 31),
            closes_basis=ClosesBasis.RULE,
        )
        questions.edit_question(record, question, moved)
    assert book.score()["overall"]["n"] == 0


def test_a_moment_of_the_record_can_be_named_in_three_ways(book: Book) -> None:
    question = book.ask()
    book.say(question)
    seq = book.head()
    book.now += timedelta(days=2)
    book.answer(question, "yes")
    for as_of in (
        f"seq:{seq}",
        "2023-06-01",
        date(2023, 6, 1),
        "2023-06-01T12:00:00Z",
        "2023-06-01T14:00+02:00",
    ):
        found = book.score(as_of=as_of)
        assert (found["seq"], found["date"]) == (seq, "2023-06-01"), as_of
        assert found["overall"]["n"] == 0
    assert book.score(as_of="2023-06-03")["overall"]["n"] == 1
    assert book.score(as_of="1999-01-01")["seq"] == 0


def test_the_beginning_of_the_record_has_the_same_date_for_ever(book: Book) -> None:
    empty = book.score(as_of="seq:0")
    book.say(book.ask())
    book.now += timedelta(days=2)
    assert empty["date"] == "1970-01-01"
    assert book.score(as_of="seq:0") == empty


@pytest.mark.parametrize(
    "as_of",
    [
        *("2023-06-02", "9999-12-31", "2023-06-01T12:00:01Z", "9999-12-31T23:59:59+00:00"),  # not yet
        *(
            "yesterday",
            "2023-06-01T12:00",
            "seq:-1",
            "seq:99999",
            "2023-13-01",
            "20230601",
            "9999-99-99T",
            "",
        ),
    ],
)
def test_a_moment_that_is_none_is_refused(book: Book, as_of: str) -> None:
    with pytest.raises(InvalidInput, match="as_of"):
        book.score(as_of=as_of)


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: Rules(updates="last"), "updates"),
        (lambda: Rules(fractions="round"), "fractions"),  # type: ignore[arg-type]
        (lambda: Rules(minimum=0), "minimum"),
        (lambda: Filters(role="editor"), "role"),
        (lambda: Filters(cue_class="loud"), "cue_class"),
        (lambda: Filters(made_on__gte=date(2022, 2, 1), made_on__lte=date(2022, 1, 1)), "made_on__gte"),
    ],
)
def test_parameters_outside_their_range_are_refused(make: Callable[[], object], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        make()
    assert refused.value.field == field


def test_an_unknown_address_is_not_found(book: Book) -> None:
    for read in (author_accuracy, source_accuracy, topic_accuracy):
        with pytest.raises(NotFound):
            read(book.database, "nobody", clock=book.clock)
    with pytest.raises(NotFound):
        book.score(filters=Filters(author="nobody"))
    with pytest.raises(InvalidInput, match="by"):
        book.score(by="cue")


def test_an_author_is_unknown_before_the_record_knew_them(book: Book) -> None:
    book.say(book.ask())
    with pytest.raises(NotFound):
        author_accuracy(book.database, "ada", as_of="seq:0", clock=book.clock)


def test_the_minimum_decides_who_is_too_few(book: Book) -> None:
    for n in range(3):
        question = book.ask()
        book.say(question, "Ada", p=0.2 + 0.2 * n)
        book.say(question, "Bo", p=0.7 - 0.1 * n)
        book.answer(question, "yes" if n else "no")
    assert all(card["rank"] is None for card in book.groups("author").values())
    ranked = book.groups("author", rules=Rules(minimum=3))
    assert {card["unranked"] for card in ranked.values()} == {None}
    assert min(card["rank"] for card in ranked.values()) == 1


def test_comparisons_may_lag_a_minute_and_name_their_event(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparison, "ALWAYS_FRESH_UP_TO", 0)
    asked = [book.ask() for _ in range(3)]
    for question in asked:
        book.say(question, "Ada", p=0.2)
        book.say(question, "Bo", p=0.6)
    book.answer(asked[0], "yes")
    book.answer(asked[1], "no")
    first = book.groups("author")
    compared_at = book.head()
    book.answer(asked[2], "yes")
    book.now += timedelta(seconds=59)
    soon = book.groups("author")
    assert soon["ada"]["n"] == 3  # raw figures never lag
    assert soon["ada"]["adjusted"] == first["ada"]["adjusted"]
    assert soon["ada"]["computed_at_seq"] == compared_at
    exact = book.groups("author", as_of=f"seq:{book.head()}")
    assert exact["ada"]["computed_at_seq"] == book.head()
    book.now += timedelta(seconds=2)
    later = book.groups("author")
    assert later["ada"]["computed_at_seq"] == book.head()
    assert later["ada"]["adjusted"] == exact["ada"]["adjusted"] != first["ada"]["adjusted"]


def test_many_readers_at_once_get_one_answer(book: Book) -> None:
    question = book.ask()
    book.say(question)
    book.answer(question, "yes")
    answers: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: answers.append(orjson.dumps(book.score(by="author"))))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert len(set(answers)) == 1


def test_the_front_of_the_command_line_has_the_shape_of_a_scored_file(book: Book) -> None:
    book.say(book.ask())
    result = accuracy(book.database, by="source", clock=book.clock)
    assert {"method", "overall", "groups"} <= set(result)
    assert result["groups"][0]["key"] == "courier"
    assert result["parameters"]["by"] == "source"
