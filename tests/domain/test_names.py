"""Which names may be one author's, by the table of docs/suggestions.md."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.likeness import Likeness
from app.domain.names import compare_bodies, compare_people, words_of_name

SAME = "the same but for case, accents, titles or particles"
ALIKE = [
    ("Ada Rowe", "Ada Rowe", 1.0, "the same name"),
    ("Prof. José García", "jose garcia", 1.0, SAME),
    ("García, José", "Jose Garcia", 1.0, SAME),
    ("Łukasz Bjørn", "Lukasz Bjorn", 1.0, SAME),
    ("Sir Ada Rowe, Jr.", "Ada Rowe", 1.0, SAME),
    ("Vincent van der Meer", "Vincent Meer", 1.0, SAME),
    ("Rowe Ada", "Ada Rowe", 0.95, "the same names in another order"),
    ("Ada Byron Rowe", "Ada Rowe", 0.9, "a middle name is missing"),
    ("A. Rowe", "Ada Rowe", 0.8, "an initial stands for a name"),
    ("Ada B. Rowe", "Ada Byron Rowe", 0.8, "an initial stands for a name"),
    ("A.B. Rowe", "Ada Byron Rowe", 0.64, "an initial stands for a name"),
    ("A. Rowe", "Ada Byron Rowe", 0.72, "an initial stands for a name; a middle name is missing"),
    ("Volodymyr Zelensky", "Volodymyr Zelenskyy", 0.8, "one letter differs"),
    ("Rowe", "Ada Rowe", 0.6, "one has the family name alone"),
    ("Ada R.", "Ada Rowe", 0.6, "an initial stands for the family name"),
]
APART = [
    ("Ada Rowe", "Ann Rowe"),
    ("Ada Rowe", "Ada Lowe"),  # too short for a letter to be a slip
    ("A. C. Rowe", "Ada Byron Rowe"),
    ("Ada Byron Rowe", "Ada Clara Rowe"),
    ("Marian Petersen", "Mariam Peterson"),  # a letter in each is no slip
    ("A. R.", "Ada Rowe"),
    ("Ada", "Ada Rowe"),
    ("Bo Li", "Ada Rowe"),
    ("***", "???"),
]


@pytest.mark.parametrize(("one", "other", "score", "reason"), ALIKE)
def test_names_that_may_be_one(one: str, other: str, score: float, reason: str) -> None:
    assert compare_people(one, other) == Likeness(pytest.approx(score), reason)  # type: ignore[arg-type]
    assert compare_people(other, one) == compare_people(one, other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_names_of_two_people(one: str, other: str) -> None:
    assert compare_people(one, other) is None
    assert compare_people(other, one) is None


def test_bodies_are_compared_by_their_words() -> None:
    assert compare_bodies("The Economist", "economist") == Likeness(
        1.0, "the same words but for case, accents and small words"
    )
    assert compare_bodies("International Monetary Fund", "Monetary Fund") == Likeness(
        0.666667, "2 of 3 words in common"
    )
    assert compare_bodies("Reuters", "Bloomberg") is None


def test_a_name_is_found_by_its_words() -> None:
    assert words_of_name("Dr. A. O’Neill-Łuk") >= {"oneill", "luk"}
    assert words_of_name("Ж. Ё") == frozenset()


NAMES = st.lists(
    st.sampled_from(
        ["Ada", "A.", "Byron", "B.", "Rowe", "Rowee", "Peterson", "Petersen", "van", "Dr.", "R.", "Li", ","]
    ),
    max_size=5,
).map(" ".join)


@given(NAMES, NAMES)
def test_names_are_compared_symmetrically(one: str, other: str) -> None:
    found = compare_people(one, other)
    assert found == compare_people(other, one)
    assert found is None or 0.0 < found.score <= 1.0
