"""How far coders agree, worked out by hand on a small text."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.errors import Conflict, NotFound
from app.extraction.labels import Tier
from app.services.agreement import agreement_on, agreement_overall
from app.services.coding import CodedOutcome, Mark
from app.storage.database import Database
from tests.builders import Builder

# Twenty sentences.
TEXT = " ".join(f"Sentence number {word} stands here." for word in "abcdefghijklmnopqrst")


def core(unit: int, **said: Any) -> Mark:
    return Mark(unit=unit, tier=Tier.CORE, **said)


@pytest.fixture
def build(database: Database) -> Builder:
    return Builder(database)


def test_kappa_of_two_who_agree_on_eight_in_ten(database: Database, build: Builder) -> None:
    """First calls 0 to 9 forecasts, second 2 to 11: both 8, one alone 2 and 2, neither 8."""
    article, _ = build.article(TEXT)
    yes, no = CodedOutcome.YES, CodedOutcome.NO
    build.code(article, "ada", *(core(n, probability=0.9, outcome=yes) for n in range(10)))
    build.code(
        article,
        "bo",
        *(core(n, probability=0.9, outcome=yes) for n in range(2, 6)),
        *(core(n, probability=0.7, outcome=no) for n in range(6, 12)),
    )
    with database.snapshot() as connection:
        [pair] = agreement_on(connection, article, reader="cy")["pairs"]
    # p_o = 16/20, p_e = 1/2 * 1/2 + 1/2 * 1/2.
    assert pair["forecast"]["n"] == 20
    assert pair["forecast"]["kappa"] == pytest.approx(0.6)
    # Symmetric margins of a half: se^2 = p_o (1 - p_o) / (n (1 - p_e)^2) = 0.16 / 5.
    assert pair["forecast"]["se"] == pytest.approx((0.16 / 5) ** 0.5)
    # Of the eight that both call forecasts, the first says yes always: chance agrees as often.
    assert (pair["outcome"]["n"], pair["outcome"]["agreed"], pair["outcome"]["kappa"]) == (8, 0.5, 0.0)
    # 0.9 and 0.7 lie in neighbouring quarters: credit 2/3 for four of eight, which chance gives too.
    assert pair["reading"]["agreed"] == pytest.approx((4 + 4 * 2 / 3) / 8)
    assert pair["reading"]["kappa"] == pytest.approx(0.0)
    assert pair["reading"]["mean_absolute_difference"] == pytest.approx(0.1)
    on = {one["unit"]: one["on"] for one in pair["disagreements"]}
    assert on == {
        **{unit: ["forecast"] for unit in (0, 1, 10, 11)},
        **{unit: ["reading", "outcome"] for unit in (6, 7, 8, 9)},
    }
    shown = next(one for one in pair["disagreements"] if one["unit"] == 6)
    assert shown["text"] == "Sentence number g stands here."
    assert (shown["first"]["outcome"], shown["second"]["outcome"]) == ("yes", "no")


def test_one_coding_is_not_compared(database: Database, build: Builder) -> None:
    article, _ = build.article(TEXT)
    build.code(article, "ada", core(0))
    build.code(article, "bo", core(0), finished=False)
    with database.snapshot() as connection:
        found = agreement_on(connection, article, reader="ada")
        assert (found["pairs"], found["reason"] is not None) == ([], True)
        with pytest.raises(Conflict, match="you are coding"):
            agreement_on(connection, article, reader="bo")
        with pytest.raises(NotFound):
            agreement_on(connection, 404, reader="ada")
        assert agreement_overall(connection)["articles"] == []
        assert agreement_overall(connection)["forecast"]["reason"] == "nothing was judged by both"


def test_two_who_call_nothing_a_forecast_have_no_kappa(database: Database, build: Builder) -> None:
    article, _ = build.article(TEXT)
    build.code(article, "ada")
    build.code(article, "bo")
    with database.snapshot() as connection:
        [pair] = agreement_on(connection, article, reader="ada")["pairs"]
    assert (pair["forecast"]["agreed"], pair["forecast"]["kappa"]) == (1.0, None)
    assert "one category" in pair["forecast"]["reason"]
    assert pair["reading"]["mean_absolute_difference"] is None
    assert pair["disagreements"] == []


def test_over_all_articles_a_text_counts_once_with_the_two_who_finished_first(
    database: Database, build: Builder
) -> None:
    article, _ = build.article(TEXT)
    other, _ = build.article("It will rain. It may snow.")
    build.code(article, "cy", *(core(n) for n in range(10)), finished=False)
    for coder in ("ada", "bo"):
        build.code(article, coder, *(core(n) for n in range(10)))
    build.code(article, "cy")  # the third to finish
    build.code(other, "ada", core(0))
    build.code(other, "bo", core(1))
    with database.snapshot() as connection:
        found = agreement_overall(connection)
        pairs = agreement_on(connection, article, reader="cy")["pairs"]
    assert [(one["first"], one["second"]) for one in pairs] == [("ada", "bo"), ("ada", "cy"), ("bo", "cy")]
    assert [(one["article"], one["first"], one["second"], one["sentences"]) for one in found["articles"]] == [
        (article, "ada", "bo", 20),
        (other, "ada", "bo", 2),
    ]
    assert found["forecast"]["n"] == 22
    # 20 of 22 agree; both call 11 of 22 a forecast, so chance agrees on half.
    assert found["forecast"]["kappa"] == pytest.approx((20 / 22 - 0.5) / 0.5)
