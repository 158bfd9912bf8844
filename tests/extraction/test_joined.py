"""Two predicates under one modal are two claims, with what they share."""

from __future__ import annotations

import pytest

from app.extraction import read
from app.extraction.parsing import missing_stage

pytestmark = pytest.mark.skipif(missing_stage() is not None, reason="told by the parse")


def test_each_predicate_with_a_subject_of_its_own_is_a_claim() -> None:
    first, second = read("Prices will rise and wages fall.")
    assert (first.claim, second.claim) == ("Prices rise", "wages fall")
    assert [one.probability and one.probability.point for one in (first, second)] == [0.97, 0.97]


def test_one_subject_is_one_claim() -> None:
    (candidate,) = read("The bank will cut and hold.")
    assert candidate.quote == "The bank will cut and hold"


def test_what_nobody_asserts_is_not_asserted_twice() -> None:
    assert read("I hope prices will rise and wages fall.") == ()
