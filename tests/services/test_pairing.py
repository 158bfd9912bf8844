"""Two authors on what they share, from the record; figures by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
import pytest

from app.domain.errors import InvalidInput, NotFound
from app.domain.people import AuthorKind
from app.services import people
from app.services.pairing import compare_authors
from app.services.question_groups import group_questions
from app.services.scope import Filters
from app.services.view import Rules
from app.storage.database import Database
from tests.services.book import Book


@pytest.fixture
def book(database: Database) -> Book:
    return Book(database)


def compare(book: Book, a: str = "ada", b: str = "bo", **options: Any) -> dict[str, Any]:
    return compare_authors(book.database, a, b, clock=book.clock, **options)


def numeric(book: Book, question: int, *authors: str, p: float, **more: Any) -> None:
    """A forecast that reads the same by every lexicon."""
    book.say(question, *authors, p=p, cue_class="numeric", cue=f"{p:.0%}", **more)


def season(book: Book, count: int, *, ada: float, bo: float, family: str | None = None) -> list[int]:
    """Questions that all came true, each a family of its own unless said otherwise."""
    asked = [book.ask(family=family) for _ in range(count)]
    for question in asked:
        numeric(book, question, "Ada", p=ada)
        numeric(book, question, "Bo", p=bo)
        book.answer(question, "yes")
    return asked


def test_shared_questions_are_listed_with_what_both_said(book: Book) -> None:
    rain, snow, alone = book.ask("Rain"), book.ask("Snow"), book.ask("Rain")
    numeric(book, rain, "Ada", p=0.2)
    numeric(book, rain, "Bo", p=0.9, polarity=-1)
    numeric(book, snow, "Ada", p=0.5)
    numeric(book, snow, "Bo", p=0.5)
    numeric(book, alone, "Ada", p=0.9)
    for question, outcome in ((rain, "yes"), (snow, "no"), (alone, "yes")):
        book.answer(question, outcome)
    found = compare(book)
    assert [said["question"] for said in found["shared"]] == [rain, snow]
    assert found["shared"][0] == {
        "question": rain,
        "text": "Does it rain?",
        "outcome": 1.0,
        "a": {"probability": 0.2, "brier": 0.64},
        "b": {"probability": 0.1, "brier": 0.81},
        "difference": -0.17,
    }
    assert (found["n"], found["clusters"], found["coin_flip"]) == (2, 2, 0.25)
    assert found["a"]["brier"] == pytest.approx((0.64 + 0.25) / 2)
    assert found["b"]["brier"] == pytest.approx((0.81 + 0.25) / 2)
    assert found["difference"] == pytest.approx(-0.085)
    assert found["verdict"] == "too few shared questions to tell: 2 of at least 10 effective clusters"
    assert found["more_accurate"] is None
    assert (found["a"]["crowd"], found["b"]["crowd"]) == (None, None)
    turned = compare(book, "bo", "ada")
    assert turned["difference"] == pytest.approx(0.085)
    only = compare(book, filters=Filters(topic="snow"))
    assert (only["n"], only["difference"]) == (1, 0.0)


def test_enough_clear_differences_name_the_more_accurate(book: Book) -> None:
    season(book, 10, ada=0.95, bo=0.05)
    found = compare(book)
    assert found["verdict"] == "Ada was more accurate on the questions they share"
    assert found["more_accurate"] == "ada"
    assert found["difference_interval"][1] < 0
    assert {check["n"] for check in found["checks"]} == {10}


def test_one_shock_is_no_evidence_however_often_it_was_asked(book: Book) -> None:
    season(book, 12, ada=0.95, bo=0.05, family="war")
    found = compare(book)
    assert (found["n"], found["clusters"], found["difference_interval"]) == (12, 1, None)
    assert found["verdict"].startswith("too few shared questions to tell")


def test_equal_forecasts_show_no_difference(book: Book) -> None:
    season(book, 10, ada=0.6, bo=0.6)
    found = compare(book)
    assert (found["difference"], found["verdict"]) == (0.0, "no difference shown")


def test_who_only_waited_was_not_more_accurate(book: Book) -> None:
    # Bo speaks a month later, when Ada has already come to say the same.
    for _ in range(10):
        question = book.ask()
        numeric(book, question, "Ada", p=0.05, made=date(2022, 1, 1))
        numeric(book, question, "Ada", p=0.95, made=date(2022, 1, 31))
        numeric(book, question, "Bo", p=0.95, made=date(2022, 2, 1))
        book.answer(question, "yes")
    found = compare(book)
    assert found["difference_interval"][0] > 0
    assert found["checks"][0]["difference"] == 0.0
    assert found["verdict"] == "no difference shown: it does not hold as of the same day"
    assert found["more_accurate"] is None


def test_a_difference_made_of_a_reading_of_words_is_none(book: Book) -> None:
    # Both said "likely"; only what was recorded for the word differs.
    for _ in range(10):
        question = book.ask()
        book.say(question, "Ada", p=0.95, cue="likely")
        book.say(question, "Bo", p=0.05, cue="likely")
        book.answer(question, "yes")
    found = compare(book)
    assert found["difference_interval"][1] < 0
    assert found["verdict"] == "no difference shown: it does not hold under the lexicon survey"


def test_questions_on_which_they_spoke_together_are_left_out(book: Book) -> None:
    joint, linked, apart = book.ask(), book.ask(), book.ask()
    numeric(book, joint, "Ada", p=0.1)
    numeric(book, joint, "Ada", "Bo", p=0.2)
    numeric(book, joint, "Bo", p=0.3)
    numeric(book, linked, "Ada", "Cy", p=0.4)
    numeric(book, linked, "Cy", "Bo", p=0.5)
    numeric(book, apart, "Ada", "Cy", p=0.6)
    numeric(book, apart, "Bo", p=0.7)
    for question in (joint, linked, apart):
        book.answer(question, "yes")
    found = compare(book)
    assert [said["question"] for said in found["shared"]] == [apart]
    assert (found["n"], found["together"]) == (1, 2)
    assert found["a"]["crowd"] is None  # Cy spoke with Ada


def test_the_crowd_is_everybody_else_as_of_the_same_day(book: Book) -> None:
    question = book.ask()
    numeric(book, question, "Ada", p=0.2, made=date(2022, 2, 1))
    numeric(book, question, "Bo", p=0.6, made=date(2022, 3, 1))
    numeric(book, question, "Cy", p=0.5, made=date(2022, 1, 1))
    numeric(book, question, "Di", "Ed", p=0.7, made=date(2022, 1, 2))
    numeric(book, question, "Flo", p=1.0, made=date(2022, 2, 15))
    book.answer(question, "yes")
    found = compare(book)
    # On 1 February (.5 + .7) / 2, on 1 March (.5 + .7 + 1) / 3
    assert found["a"]["crowd"]["crowd"] == pytest.approx(0.16)
    assert found["a"]["crowd"]["own"] == pytest.approx(0.64)
    assert found["a"]["crowd"]["difference"] == pytest.approx(0.48)
    assert found["b"]["crowd"]["crowd"] == pytest.approx((1 - 2.2 / 3) ** 2)
    assert (found["a"]["crowd"]["n"], found["a"]["crowd"]["difference_interval"]) == (1, None)
    assert "one family" in found["a"]["crowd"]["reason"]


def test_a_check_without_a_figure_says_why(book: Book) -> None:
    for cue in ("unlikely", "as sure as eggs"):
        question = book.ask()
        book.say(question, "Ada", p=0.2, cue="unlikely")
        book.say(question, "Bo", p=0.6, cue=cue)
        book.answer(question, "yes")
    found = compare(book)
    kent = next(check for check in found["checks"] if check["check"] == "kent")
    assert (found["n"], kent["n"], kent["difference"]) == (2, 0, None)
    assert kent["reason"] == "on no shared question does this lexicon hold the words of both"
    same_day = found["checks"][0]
    assert (same_day["difference_interval"] is None) == (same_day["reason"] is not None)
    assert all(check["difference"] is not None or check["reason"] for check in found["checks"])


def test_rules_and_moments_apply_to_pairs_too(book: Book) -> None:
    question = book.ask(closes=date(2022, 6, 30))
    numeric(book, question, "Ada", p=0.2, made=date(2022, 1, 1))
    numeric(book, question, "Ada", p=0.8, made=date(2022, 2, 1))
    numeric(book, question, "Bo", p=0.5)
    before = book.head()
    book.answer(question, "yes", date(2022, 6, 1))
    assert compare(book)["a"]["brier"] == pytest.approx(0.64)
    assert compare(book, rules=Rules(updates="standing"))["a"]["brier"] == pytest.approx(0.04)
    assert compare(book, as_of=f"seq:{before}")["n"] == 0
    assert compare(book, rules=Rules(resolved_by=date(2022, 6, 29)))["n"] == 0
    heading = compare(book, rules=Rules(lexicon="nato"))
    assert heading["lexicon"].startswith("nato")
    assert "nato" not in {check["check"] for check in heading["checks"]}
    orjson.dumps(heading)


def test_fractions_are_kept_or_dropped(book: Book) -> None:
    question = book.ask(proportion=True)
    numeric(book, question, "Ada", p=0.5)
    numeric(book, question, "Bo", p=0.3)
    book.answer(question, "fraction", value=0.3)
    found = compare(book)
    assert found["difference"] == pytest.approx(0.04)
    assert found["coin_flip"] == pytest.approx(0.04)
    assert compare(book, rules=Rules(fractions="drop"))["n"] == 0


def test_one_author_is_no_pair(book: Book) -> None:
    season(book, 1, ada=0.2, bo=0.3)
    with pytest.raises(NotFound):
        compare(book, "ada", "nobody")
    with pytest.raises(InvalidInput, match="same author"):
        compare(book, "ada", "ada")
    book.do(people.merge_authors, book.do(people.find_author, "bo"), book.do(people.find_author, "ada"))
    with pytest.raises(InvalidInput, match="same author"):
        compare(book)


def test_two_who_took_opposite_sides_of_one_event_answered_one_question(book: Book) -> None:
    home, away = book.ask(), book.ask()
    book.do(group_questions, (home, away))
    numeric(book, home, "Ada", p=0.8)
    numeric(book, away, "Bo", p=0.7)
    book.answer(home, "yes")
    book.answer(away, "no")
    found = compare(book)
    assert [said["question"] for said in found["shared"]] == [home]
    assert found["a"]["brier"] == pytest.approx(0.04)
    assert found["b"]["brier"] == pytest.approx(0.49)


def test_evidence_stands_beside_the_difference(book: Book) -> None:
    """Ada says 90%, Bo 60% of what comes true, on three questions that close a month apart."""
    for month in (3, 4, 5):
        question = book.ask(closes=date(2022, month, 28))
        numeric(book, question, "Ada", p=0.9)
        numeric(book, question, "Bo", p=0.6)
        book.answer(question, "yes", date(2022, month, 20))
    found = compare(book)
    # every family's difference is 0.01 - 0.16; all three signs agree in 2 of 8 ways
    assert found["sign_flip"]["p"] == found["sign_flip"]["least_p"] == 0.25
    assert found["sign_flip"]["difference"] == pytest.approx(-0.15)
    assert (found["anytime"]["steps"], found["anytime"]["waiting"]) == (3, 0)
    low, high = found["anytime"]["interval"]
    assert low < -0.15 < high
    assert found["anytime"]["log_e_first_better"] > 0 > found["anytime"]["log_e_second_better"]
    assert found["sharp"]["reason"].startswith(
        "fewer than two families were forecast after"
    )  # all in January
    assert (found["everybody"]["pairs"], found["everybody"]["adjusted_p"]) == (0, None)
    assert found["everybody"]["reason"].startswith("these two share fewer than 10 effective clusters")


def test_baselines_know_only_what_was_known_that_day(book: Book) -> None:
    """Three questions closed before the forecast, two of them with YES; one closed after it."""
    for outcome in ("yes", "yes", "no"):
        early = book.ask(closes=date(2021, 6, 30))
        book.answer(early, outcome, date(2021, 6, 30))
    book.answer(book.ask(closes=date(2022, 1, 31)), "no", date(2022, 1, 31))
    question = book.ask(closes=date(2022, 6, 30))
    numeric(book, question, "Ada", p=0.9)
    numeric(book, question, "Bo", p=0.4)
    book.answer(question, "yes", date(2022, 6, 30))
    ada = compare(book)["a"]
    assert ada["base_rate"]["baseline"] == pytest.approx((1 - 3 / 5) ** 2)  # (2 + 1)/(3 + 2), by Laplace
    assert ada["base_rate"]["own"] == pytest.approx(0.01)
    assert ada["coin_flip"]["baseline"] == 0.25
    assert (ada["base_rate"]["n"], ada["undated"], ada["crowd"]) == (1, 0, None)


def test_a_difference_must_hold_among_all_pairs_of_the_board(book: Book) -> None:
    """Ada is a little better than Bo, on average; a crowd of others makes it one pair among many."""
    asked = [book.ask() for _ in range(16)]
    said = [0.9, 0.9, 0.85, 0.95] * 4
    for n, question in enumerate(asked):
        numeric(book, question, "Ada", p=said[n])
        numeric(book, question, "Bo", p=0.4 if n % 2 else 0.5)
        book.answer(question, "yes")
    alone = compare(book)
    assert (alone["everybody"]["pairs"], alone["everybody"]["reason"]) == (1, None)
    assert alone["everybody"]["adjusted_p"] == alone["everybody"]["p"] < 0.001
    assert alone["verdict"] == "Ada was more accurate on the questions they share"
    for question in asked:
        numeric(book, question, "Cy", p=0.9)
    among = compare(book)["everybody"]
    assert (among["pairs"], among["p"]) == (3, pytest.approx(alone["everybody"]["p"]))
    assert among["adjusted_p"] > among["p"]


def test_a_difference_that_never_varies_has_no_p(book: Book) -> None:
    season(book, 12, ada=0.9, bo=0.1)
    found = compare(book)
    assert found["everybody"]["reason"].startswith("every difference between these two is the same")
    assert found["verdict"] == "Ada was more accurate on the questions they share"


def test_a_collective_is_not_judged_among_the_pairs_and_so_not_called_less_accurate(book: Book) -> None:
    for n in range(16):
        question = book.ask()
        numeric(book, question, "Ada", p=[0.9, 0.9, 0.85, 0.95][n % 4])
        numeric(book, question, "Officials", p=0.4 if n % 2 else 0.5, author_kind=AuthorKind.COLLECTIVE)
        book.answer(question, "yes")
    found = compare(book, "ada", "officials")
    assert found["difference_interval"][1] < 0
    assert found["everybody"]["reason"].startswith("a collective takes no part")
    assert found["verdict"] == "no difference shown: it was not judged among all pairs of the board"
    assert found["more_accurate"] is None


def test_both_sides_of_one_event_are_one_known_outcome(book: Book) -> None:
    """A match was won, which is one YES however often it is asked; (1 + 1)/(1 + 2), by Laplace."""
    won, lost = (book.ask(closes=date(2021, 6, 30)) for _ in range(2))
    book.answer(won, "yes", date(2021, 6, 30))
    book.answer(lost, "no", date(2021, 6, 30))
    book.do(group_questions, (won, lost))
    question = book.ask(closes=date(2022, 6, 30))
    numeric(book, question, "Ada", p=0.9)
    numeric(book, question, "Bo", p=0.4)
    book.answer(question, "yes", date(2022, 6, 30))
    assert compare(book)["a"]["base_rate"]["baseline"] == pytest.approx((1 - 2 / 3) ** 2)
