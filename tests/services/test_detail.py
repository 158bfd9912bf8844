"""What a scorecard shows that is asked for by itself, on books worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
import pytest

from app.domain.forecast import CueClass
from app.domain.resolution import VoidReason
from app.scoring.detail import Detail, describe
from app.scoring.inputs import Columns
from app.services import detail as card_detail
from app.services import resolution
from app.services.accuracy import author_accuracy
from app.services.held_records import Memo
from app.services.question_groups import group_questions
from app.services.view import Rules
from app.storage.database import Database
from tests.services.book import Book


@pytest.fixture
def book(database: Database) -> Book:
    return Book(database)


def detail(book: Book, **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = author_accuracy(book.database, "ada", clock=book.clock, **options)["detail"]
    return found


def tell(book: Book, p: float, outcome: str, **reading: Any) -> int:
    """One question, what Ada said of it, and what happened."""
    question = book.ask()
    polarity = reading.pop("polarity", 1)
    book.say(question, p=p, polarity=polarity, **reading)
    book.answer(question, outcome)
    return question


def test_the_parts_of_a_score_of_four(book: Book) -> None:
    for p, outcome in ((0.2, "no"), (0.2, "yes"), (0.8, "yes"), (0.8, "yes")):
        tell(book, p, outcome)
    found = detail(book)
    # distinct probabilities .2 and .8 with event rates 1/2 and 1, base rate 3/4
    assert found["murphy"]["reliability"] == pytest.approx((0.3**2 + 0.2**2) / 2)
    assert found["murphy"]["resolution"] == pytest.approx((0.25**2 + 0.25**2) / 2)
    assert found["murphy"]["uncertainty"] == pytest.approx(0.1875)
    assert found["yates"]["slope"] == pytest.approx(0.6 - 0.2)
    assert found["skill_parts"]["bias"] == pytest.approx(0.5 - 0.75)
    # three of four happened as the likelier side said, with 80% each
    assert (found["folded"]["turned"], found["folded"]["happened"]) == (2, 0.75)
    assert found["folded"]["overconfidence"] == pytest.approx(0.05)
    assert found["consistency"]["families"] == 4
    assert [point["probability"] for point in found["consistency"]["band"]] == [0.2, 0.8]
    assert found["resampled"] is None
    assert found["reasons"]["resampled"] == "too few to judge: 4 of at least 30 effective clusters"


def test_the_same_request_gives_the_same_bytes(database: Database) -> None:
    book = Book(database)
    for p, outcome in ((0.2, "no"), (0.2, "yes"), (0.8, "yes")):
        tell(book, p, outcome)
    one = orjson.dumps(detail(book))
    assert orjson.dumps(detail(book, as_of=f"seq:{book.head()}", day=date(2023, 6, 1))) == one


def test_said_likely_three_times_happened_twice(book: Book) -> None:
    said: dict[str, Any] = {"cue": "likely", "p": 0.75}
    tell(book, outcome="yes", **said)
    tell(book, outcome="yes", **said)
    again = tell(book, outcome="no", **said)
    book.say(again, **said, made=date(2022, 3, 1))  # restating adds nothing
    tell(book, outcome="yes", cue="could", cue_class=CueClass.POSSIBILITY, p=0.4, polarity=-1)
    tell(book, outcome="yes", cue="20%", cue_class=CueClass.NUMERIC, p=0.2)
    likely, could = detail(book)["phrases"]
    assert (likely["cue"], likely["said"], likely["happened"]) == ("likely", 3, 2.0)
    # Clopper and Pearson's interval of 2 in 3, as tables of it have it
    assert likely["interval"] == pytest.approx([0.0943, 0.9916], abs=5e-5)
    # "could" was said of the opposite of what happened
    assert (could["cue"], could["cue_class"], could["said"], could["happened"]) == (
        "could",
        "possibility",
        1,
        0.0,
    )


def test_voids_of_judgement_bound_the_score(book: Book) -> None:
    tell(book, 0.2, "yes")  # 0.64
    for p, reason in (
        (0.1, VoidReason.AMBIGUOUS),
        (0.7, VoidReason.OTHER),
        (0.9, VoidReason.FALSE_CONDITION),
    ):
        question = book.ask()
        book.say(question, p=p)
        book.answer(question, "void", void_reason=reason)
    found = detail(book)["voids"]
    assert found["questions"] == 2
    assert found["best"] == pytest.approx((0.64 + 0.01 + 0.09) / 3)
    assert found["worst"] == pytest.approx((0.64 + 0.81 + 0.49) / 3)


def test_without_voids_of_judgement_there_is_no_range(book: Book) -> None:
    tell(book, 0.2, "yes")
    assert detail(book)["voids"] == {
        "best": None,
        "worst": None,
        "questions": 0,
        "reason": "no discretionary voids",
    }


def test_three_options_in_an_order_are_one_question(book: Book) -> None:
    home, draw, away = (book.ask() for _ in range(3))
    book.do(group_questions, (home, draw, away), ordered=True)
    for question, p, outcome in ((home, 0.6, "no"), (draw, 0.3, "yes"), (away, 0.1, "no")):
        book.say(question, p=p)
        book.answer(question, outcome)
    found = detail(book)["options"]
    assert (found["complete"], found["ordered"]) == (1, 1)
    assert found["brier_sum"] == pytest.approx(0.36 + 0.49 + 0.01)
    assert found["rps"] == pytest.approx((0.6**2 + 0.1**2) / 2)


def test_words_score_as_bands_of_a_lexicon_that_divides(book: Book) -> None:
    tell(book, 0.2, "yes")  # "unlikely": 0.1 to 0.33 by EFSA, and it happened
    tell(book, 0.2, "yes", polarity=-1)  # said of the opposite, which did not happen
    tell(book, 0.2, "no", cue="20%", cue_class=CueClass.NUMERIC)
    found = detail(book, rules=Rules(lexicon="efsa"))["lexicon_score"]
    assert found["lexicon"].startswith("efsa 1")
    assert found["n"] == 2
    assert found["mean"] == pytest.approx((0.9 * 0.67 + 0.1 * 0.33) / 2)
    assert detail(book)["lexicon_score"]["reason"].startswith("asked for with a lexicon that divides 0 to 1")
    survey = detail(book, rules=Rules(lexicon="survey"))["lexicon_score"]
    assert survey["reason"].startswith("the lexicon does not divide 0 to 1")


def test_an_author_without_scored_forecasts_has_no_detail_and_says_why(book: Book) -> None:
    book.say(book.ask())
    found = detail(book)
    assert (found["murphy"], found["folded"], found["phrases"]) == (None, None, [])
    assert found["reasons"]["murphy"] == "no scored forecasts"


def test_samples_are_drawn_anew_only_where_something_of_the_card_changed(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []

    def note(columns: Columns, *rest: Any, **options: Any) -> Detail:
        drawn.append(len(columns))
        return describe(columns, *rest, **options)

    monkeypatch.setattr(card_detail, "describe", note)
    monkeypatch.setattr(card_detail, "_DESCRIBED", Memo(10))
    question = tell(book, 0.2, "no")
    found = detail(book)["skill_parts"]
    book.ask()  # an event that changes nothing of Ada's
    assert detail(book)["skill_parts"] == found
    assert drawn == [1]
    book.do(resolution.undo, question)
    book.answer(question, "yes")
    assert detail(book)["skill_parts"]["bias"] == pytest.approx(0.2 - 1)
    assert drawn == [1, 1]
    book.say(question, "Bo", p=0.4)  # whose card is another
    assert detail(book)["skill_parts"]["bias"] == pytest.approx(0.2 - 1)
    assert drawn == [1, 1]
