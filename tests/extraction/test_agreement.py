"""Labels beside candidates: which belongs to which, and what agrees."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.domain.forecast import Kind, Role
from app.extraction.agreement import compare, match, normal_name
from app.extraction.units import split_units
from tests.extraction.judged import article, candidate, entry

TEXT = "If it rains, the river will rise by June. The dam will break and the town will drown. It is late."
RISE, BREAK, DROWN = "the river will rise by June", "The dam will break", "the town will drown"


def matched(entries: list[dict[str, Any]], *quotes: str) -> dict[int, int]:
    labels = article(TEXT, *entries).labels
    return match(labels, [candidate(TEXT, quote) for quote in quotes], split_units(TEXT))


def test_two_claims_of_a_sentence_get_their_own_candidates() -> None:
    entries = [entry(TEXT, BREAK), entry(TEXT, DROWN)]
    assert matched(entries, DROWN, BREAK) == {0: 1, 1: 0}


def test_the_larger_overlap_is_taken_first_and_each_once() -> None:
    entries = [entry(TEXT, BREAK), entry(TEXT, f"{BREAK} and {DROWN}")]
    assert matched(entries, f"{BREAK} and {DROWN}") == {1: 0}
    assert matched(entries, f"{BREAK} and {DROWN}", "dam will break") == {1: 0, 0: 1}


def test_claims_of_two_sentences_never_match() -> None:
    both = f"{RISE}. {BREAK}"
    assert matched([entry(TEXT, BREAK)], both) == {}


def test_one_claim_with_the_numbers_of_two_people_goes_in_reading_order() -> None:
    assert matched([entry(TEXT, RISE), entry(TEXT, RISE)], RISE, RISE) == {0: 0, 1: 1}


def judged(label: dict[str, Any], **read: Any) -> dict[str, bool]:
    return compare(article(TEXT, label).labels[0], candidate(TEXT, RISE, **read))


def test_everything_right() -> None:
    label = entry(TEXT, RISE, condition="If it rains", deadline="by June", deadline_latest="2026-06-30")
    found = judged(label, condition="it rains", deadline="by June", latest=date(2026, 6, 30))
    assert found == dict.fromkeys(
        [
            "probability", "negated", "role", "kind", "speaker", "speaker_byline", "condition",
            "condition_near", "deadline", "deadline_near", "deadline_latest",
        ],
        True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("labelled", "read", "right"),
    [
        (0.8, 0.9, True),
        (0.8, 0.7, True),
        (0.8, 0.901, False),
        (0.8, None, False),
        (None, 0.5, False),
        (None, None, True),
        (0.0, None, False),
    ],
)
def test_a_probability_is_right_within_a_tenth(
    labelled: float | None, read: float | None, right: bool
) -> None:
    assert judged(entry(TEXT, RISE, probability=labelled), probability=read)["probability"] is right


def test_what_is_wrong_is_told_field_by_field() -> None:
    label = entry(TEXT, RISE, condition="If it rains", deadline="by June", deadline_latest="2026-06-30")
    found = judged(label, negated=True, role=Role.QUOTED, kind=Kind.PLAN, authors=("Bo",))
    assert not any(value for name, value in found.items() if name != "probability")
    other = judged(label, condition="river", deadline="by June", latest=date(2026, 6, 1))
    assert (other["condition"], other["deadline"], other["deadline_latest"]) == (False, True, False)


def test_what_was_invented_is_counted_apart() -> None:
    found = judged(entry(TEXT, RISE), condition="If it rains", deadline="by June")
    assert (found["condition_none"], found["deadline_none"]) == (False, False)
    assert not {"condition", "deadline", "deadline_latest"} & set(found)


def test_a_deadline_without_a_day_must_stay_without() -> None:
    label = entry(TEXT, RISE, deadline="by June")
    assert judged(label, deadline="by June")["deadline_latest"] is True
    assert judged(label, deadline="by June", latest=date(2026, 6, 30))["deadline_latest"] is False


def test_an_inherited_condition_is_not_asked_for_in_the_sentence() -> None:
    label = entry(TEXT, RISE, condition="The dam will break", condition_scope="article")
    found = judged(label)
    assert found["condition"] is False
    assert "condition_near" not in found


def test_a_condition_known_by_its_words_alone_is_met_by_any() -> None:
    label = {**entry(TEXT, RISE), "condition": "should it rain"}
    assert judged(label, condition="If it rains")["condition"] is True
    assert judged(label)["condition"] is False


def test_what_was_not_labelled_is_not_judged() -> None:
    bare = entry(TEXT, RISE, kind=None, role=None, speaker=None, negated=None)
    assert set(judged(bare)) == {"probability", "condition_none", "deadline_none"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dr. Ann O’Roe", "ann o'roe"),
        ("The  finance ministry", "finance Ministry"),
        ("Prof. Dr Élan-Vital", "e\u0301lan vital"),
    ],
)
def test_names_are_the_same_but_for_their_dress(one: str, other: str) -> None:
    assert normal_name(one) == normal_name(other)


def test_a_surname_alone_is_another_name_and_a_lone_title_stays() -> None:
    assert normal_name("Ann Roe") != normal_name("Roe")
    assert normal_name("The") == "the"


def test_nobody_is_nobody_and_the_order_of_names_is_free() -> None:
    assert judged(entry(TEXT, RISE, speaker=[]), authors=())["speaker"] is True
    assert judged(entry(TEXT, RISE, speaker=["Bo", "Ann Roe"]), authors=("Ann Roe", "Bo"))["speaker"] is True
    assert judged(entry(TEXT, RISE, speaker=["Bo", "Ann Roe"]), authors=("Bo",))["speaker"] is False
