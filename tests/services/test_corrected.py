"""A card that was pinned says what was corrected since, and is silent about what merely happened since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from app.domain.errors import NotFound
from app.domain.probability import Probability
from app.domain.resolution import Outcome, Verdict, VoidReason
from app.services import curation, people, questions, resolution
from app.services.corrected import corrected_since
from app.services.curation import Edits, Link, Named
from app.services.scope import Filters
from app.storage.database import Database
from tests.services.book import Book


@pytest.fixture
def book(database: Database) -> Book:
    return Book(database)


class Pinned:
    """Ada on two questions, one answered YES, and the moment of a card about her."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.rain, self.hail = book.ask(), book.ask()
        self.said = book.say(self.rain, "Ada", p=0.8)
        self.later = book.say(self.hail, "Ada", p=0.3)
        book.say(self.rain, "Ben", p=0.6, article="https://example.org/b", source="Herald")
        book.answer(self.rain, "yes", date(2022, 3, 1))
        self.seq = book.head()

    def since(self, by: str = "author", slug: str = "ada", **more: object) -> int:
        options = {"as_of": f"seq:{self.seq}", "clock": self.book.clock, **more}
        return corrected_since(self.book.database, by, slug, **options)


@pytest.fixture
def pinned(book: Book) -> Pinned:
    return Pinned(book)


def reanswer(held: Pinned) -> None:
    held.book.answer(held.rain, "no")


def take_back(held: Pinned) -> None:
    held.book.do(resolution.undo, held.rain)


def contest(held: Pinned) -> None:
    held.book.do(resolution.dispute, held.rain, reason="The gauge leaked.")


def void(held: Pinned) -> None:
    verdict = Verdict(outcome=Outcome.VOID, void_reason=VoidReason.AMBIGUOUS)
    seen = resolution.Evidence(citation="The almanac", retrieved_on=held.book.now.date())
    held.book.do(resolution.resolve, held.rain, verdict, evidence=(seen,))


def read_anew(held: Pinned) -> None:
    edits = Edits(probability=Probability(0.2, 0.1, 0.3))
    held.book.do(curation.accept, held.said, Link(held.rain), edits)


def turn_around(held: Pinned) -> None:
    held.book.do(curation.accept, held.said, Link(held.rain, -1))


def keep_out(held: Pinned) -> None:
    held.book.do(curation.accept, held.said, Link(held.rain), Edits(excluded="it quotes a poll"))


def throw_out(held: Pinned) -> None:
    held.book.do(curation.reject, held.said, "she never said it")


def give_to_another(held: Pinned) -> None:
    held.book.do(curation.accept, held.said, Link(held.rain), Edits(authors=(Named("Cleo"),)))


CORRECTIONS = [
    reanswer, take_back, contest, void, read_anew, turn_around, keep_out, throw_out, give_to_another,
]  # fmt: skip


@pytest.mark.parametrize("correct", CORRECTIONS, ids=lambda correct: correct.__name__)
def test_each_way_to_correct_shows_on_the_card_that_was_pinned(
    pinned: Pinned, correct: Callable[[Pinned], None]
) -> None:
    assert pinned.since() == 0
    correct(pinned)
    assert pinned.since() == 1
    # A card of the record as it is now has nothing to add.
    assert pinned.since(as_of=f"seq:{pinned.book.head()}") == 0
    assert pinned.since(as_of=None) == 0


def answer_for_the_first_time(held: Pinned) -> None:
    held.book.answer(held.hail, "no")


def say_more(held: Pinned) -> None:
    held.book.say(held.rain, "Ada", p=0.9)
    held.book.say(held.hail, "Cleo", p=0.9)


def edit_the_claim(held: Pinned) -> None:
    held.book.do(curation.accept, held.said, Link(held.rain), Edits(claim="It pours."))


def merge_two_spellings(held: Pinned) -> None:
    held.book.say(held.hail, "A. Rowe", p=0.5)
    ada, other = (held.book.do(people.find_author, slug) for slug in ("ada", "a-rowe"))
    held.book.do(people.merge_authors, ada, other)


GROWTH = [answer_for_the_first_time, say_more, edit_the_claim, merge_two_spellings]


@pytest.mark.parametrize("grow", GROWTH, ids=lambda grow: grow.__name__)
def test_what_came_later_is_no_correction(pinned: Pinned, grow: Callable[[Pinned], None]) -> None:
    grow(pinned)
    assert pinned.since() == 0


def test_a_merge_into_the_opposite_question_corrects_nothing(book: Book) -> None:
    """Rain on the last day of the year, and no dry year: the same event, asked the other way round."""
    rain, dry = book.ask(), book.ask()
    book.say(rain, "Ada", p=0.8)
    book.answer(rain, "yes")
    seq = book.head()
    book.answer(dry, "no")
    book.do(questions.merge_questions, rain, dry, flip=True)
    since = corrected_since(book.database, "author", "ada", as_of=f"seq:{seq}", clock=book.clock)
    assert since == 0


def test_only_those_whom_it_touches_are_told(pinned: Pinned) -> None:
    read_anew(pinned)
    assert [pinned.since(slug=slug) for slug in ("ada", "ben")] == [1, 0]
    assert [pinned.since("source", slug) for slug in ("courier", "herald")] == [1, 0]
    reanswer(pinned)
    assert [pinned.since(slug=slug) for slug in ("ada", "ben")] == [1, 1]
    assert pinned.since(filters=Filters(source="herald")) == 0
    with pytest.raises(NotFound):
        pinned.since(slug="nobody")
