"""What a curator is shown as perhaps the same, with scores worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.domain.days import DayBounds
from app.domain.errors import NotFound
from app.domain.forecast import CueClass, Kind, Role, Scoreability
from app.domain.people import AuthorKind
from app.domain.probability import Probability
from app.queries.suggestions import SHOWN, suggest_for_author, suggest_for_forecast
from app.services import curation, people, questions
from app.services.curation import Named, Reading
from app.storage.database import Database
from tests.builders import Builder


class Page:
    """Articles whose forecasts are given by what they claim."""

    def __init__(self, database: Database) -> None:
        self.build = Builder(database)
        self.revisions = [self.build.article(f"Text {number}.")[1] for number in (1, 2)]

    def says(
        self,
        claim: str | None,
        *,
        article: int = 0,
        author: str = "Ada Rowe",
        quote: str | None = "Text",
        **changes: Any,
    ) -> int:
        """A candidate on one of two articles."""
        reading = Reading(
            start=0,
            end=4,
            quote=quote,
            quote_sha256=curation.quote_sha256(quote or ""),
            found_by="test@1",
            authors=(Named(author),),
            role=Role.BYLINE,
            claim=claim,
            kind=Kind.EVENT,
            cue=None,
            cue_class=CueClass.CATEGORICAL,
            lexicon=None,
            made=DayBounds.on(date(2026, 1, 10)),
            scoreability=Scoreability.YES,
            **changes,
        )
        with self.build.recording() as record:
            return curation.add_forecasts(record, self.revisions[article], [reading])[0]

    def suggested(self, forecast: int) -> dict[str, Any]:
        """What is suggested for a forecast."""
        with self.build.database.read() as connection:
            return suggest_for_forecast(connection, forecast)

    def authors(self, *names: str, kind: AuthorKind = AuthorKind.PERSON) -> None:
        """Authors of whom only the names are known."""
        with self.build.recording() as record:
            for name in names:
                people.ensure_author(record, name, kind=kind)

    def alike(self, slug: str) -> list[tuple[str, float]]:
        """Who is suggested for an author, with the score."""
        with self.build.database.read() as connection:
            found = suggest_for_author(connection, slug)
        return [(author["slug"], author["score"]) for author in found["authors"]]


@pytest.fixture
def page(database: Database) -> Page:
    """Two articles without forecasts."""
    return Page(database)


def scores(found: list[dict[str, Any]]) -> list[tuple[int, float]]:
    return [(item["id"], item["score"]) for item in found]


def test_a_question_that_asks_it_in_other_words_is_suggested_first(page: Page) -> None:
    # kyiv fall russian forc, and 72 hour start invasion: 4 / 9
    close = page.build.question(
        "Does Kyiv fall to Russian forces within 72 hours of the start of an invasion?"
    )
    # kyiv fall forc, capital enemi instead of russian: 3 / 6
    closer = page.build.question("Will the capital, Kyiv, have fallen to enemy forces?")
    page.build.question("Does the rain fall on Oslo?")  # fall alone: 1 / 6
    found = page.suggested(page.says("Kyiv falls to Russian forces."))
    assert scores(found["questions"]) == [(closer, 0.5), (close, 0.444444)]
    assert found["questions"][0]["reason"] == "3 words in common, 3 in one alone"
    assert found["duplicates"] == []


def test_the_deadline_tells_two_questions_of_one_text_apart(page: Page) -> None:
    this = page.build.question("Does it hail in Oslo?", closes_on=date(2026, 12, 31))
    other = page.build.question("Does it hail in Oslo?", closes_on=date(2027, 12, 31))
    forecast = page.says("It hails in Oslo.", deadline={"earliest": None, "latest": "2026-12-31"})
    # hail, oslo, year and month: 6 / 6; another year: (2 + 2) / (2 + 4 + 2)
    found = page.suggested(forecast)["questions"]
    assert scores(found) == [(this, 1.0), (other, 0.5)]
    assert found[1]["reason"] == "2 words in common, 0 in one alone; the same December; another year"


def test_a_question_it_is_on_or_that_was_merged_is_not_suggested(page: Page) -> None:
    own, merged, into = (page.build.question("Does it hail in Oslo?") for _ in range(3))
    forecast = page.says("It hails in Oslo.", probability=Probability(0.97, 0.9, 1.0))
    page.build.accept(forecast, own)
    with page.build.recording() as record:
        questions.merge_questions(record, merged, into)
    assert scores(page.suggested(forecast)["questions"]) == [(into, 1.0)]


def test_the_same_said_again_is_found_both_ways_with_one_score(page: Page) -> None:
    one = page.says("Russia invades Ukraine.")  # russia invad ukrain
    again = page.says("Russia will surely have invaded Ukraine.", article=1)
    more = page.says("Russia invades Ukraine and Moldova.", author="Bo Li")  # 3 / 4
    page.says("Russia prospers.")  # 1 / 4
    found = page.suggested(one)["duplicates"]
    assert scores(found) == [(again, 1.0), (more, 0.75)]
    assert [item["reason"] for item in found] == [
        "in another article; by the same author; 3 words in common, 0 in one alone",
        "in the same article; 3 words in common, 1 in one alone",
    ]
    assert scores(page.suggested(more)["duplicates"]) == [(one, 0.75), (again, 0.75)]
    assert page.suggested(one) == page.suggested(one)


def test_a_quote_speaks_where_no_claim_was_read(page: Page) -> None:
    one, other = page.says(None, quote="Hail will ruin crops."), page.says("Hail ruins the crops.")
    assert scores(page.suggested(one)["duplicates"]) == [(other, 1.0)]


def test_a_forecast_without_words_or_with_empty_ones_suggests_nothing(page: Page) -> None:
    page.says("It will.")
    for forecast in (page.says(None, quote=None), page.says("It will.")):
        assert page.suggested(forecast) == {"forecast": forecast, "questions": [], "duplicates": []}
    with pytest.raises(NotFound, match="no forecast 999999"):
        page.suggested(999_999)


def test_no_more_than_twenty_are_shown(page: Page) -> None:
    numbers = [page.says("Hail ruins the crops.") for _ in range(SHOWN + 3)]
    found = page.suggested(numbers[0])["duplicates"]
    assert [item["id"] for item in found] == numbers[1 : SHOWN + 1]


def test_other_spellings_of_a_name_are_suggested_and_never_merged(page: Page) -> None:
    page.authors("Dr. José García", "Jose Garcia", "J. Garcia", "Garcia", "Ana Garcia", "José Pérez")
    expected = [("dr-jose-garcia", 1.0), ("j-garcia", 0.8), ("garcia", 0.6)]
    assert page.alike("jose-garcia") == expected
    assert ("jose-garcia", 1.0) in page.alike("dr-jose-garcia")
    assert page.alike("j-garcia")[-1] == ("garcia", 0.6)
    assert page.alike("jose-garcia") == expected
    with pytest.raises(NotFound, match="no author nobody"):
        page.alike("nobody")


def test_a_merged_spelling_is_suggested_as_whom_it_is_known_as(page: Page) -> None:
    page.authors("Mia Byron Holt", "M. B. Holt", "Countess Lovelace", "Lovelace")
    page.build.merge("m-b-holt", "countess-lovelace")
    assert page.alike("mia-byron-holt") == [("countess-lovelace", 0.64)]
    # Each of its spellings is compared with each of theirs.
    assert page.alike("countess-lovelace") == [("mia-byron-holt", 0.64), ("lovelace", 0.6)]
    assert page.alike("m-b-holt") == page.alike("countess-lovelace")


def test_bodies_are_not_read_as_people(page: Page) -> None:
    page.authors("International Monetary Fund", "The Monetary Fund", "Fund", kind=AuthorKind.ORGANISATION)
    page.authors("Monetary Fund", "I. Fund")
    assert page.alike("international-monetary-fund") == [
        ("monetary-fund", 0.666667),
        ("the-monetary-fund", 0.666667),
    ]
