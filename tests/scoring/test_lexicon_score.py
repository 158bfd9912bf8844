"""The score for bands of a lexicon, by hand, and which lexicons may use it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from app.scoring.lexicon_score import Band, lexicon_score, partition_fault, partitions

LEXICONS = Path(__file__).parents[2] / "app" / "extraction" / "lexicons"
NATO = [(0.9, 1.0), (0.6, 0.9), (0.4, 0.6), (0.1, 0.4), (0.0, 0.1)]


def bands(name: str) -> list[Band]:
    lines = (LEXICONS / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return [(float(row["low"]), float(row["high"])) for row in rows if row["low"]]


def test_by_hand() -> None:
    # likely and it happened 0.4 * 0.1; likely and not 0.6 * 0.9; highly unlikely and not 0 * 0.1
    found = lexicon_score([0.6, 0.6, 0.0], [0.9, 0.9, 0.1], [1, 0, 0], bands=NATO)
    assert found.mean == pytest.approx((0.04 + 0.54 + 0) / 3, abs=1e-15)
    assert (found.n, found.reason) == (3, None)


def test_weights_shift_the_mean() -> None:
    found = lexicon_score([0.6, 0.0], [0.9, 0.1], [1, 0], bands=NATO, weight=[3, 1])
    assert found.mean == pytest.approx(0.03, abs=1e-15)


def test_a_word_denied_costs_the_same_as_its_mirror_image() -> None:
    likely = lexicon_score([0.6], [0.9], [1], bands=NATO).mean
    assert likely == pytest.approx(lexicon_score([0.1], [0.4], [0], bands=NATO).mean, abs=1e-15)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("nato", None),
        ("efsa", None),
        ("icd203", "no band holds 0 to 0.01"),
        ("phia", "no band holds 0.05 to 0.1"),
        ("ipcc", "more than one band holds 0 to 0.01"),
        ("kent", "no band holds 0 to 0.02"),
    ],
)
def test_which_lexicons_divide_the_line(name: str, fault: str | None) -> None:
    assert partition_fault(bands(name)) == fault
    assert partitions(bands(name)) is (fault is None)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ([], "there are no bands"),
        ([(0.0, 0.5)], "no band holds 0.5 to 1"),
        ([(0.0, 0.6), (0.5, 1.0)], "more than one band holds 0.5 to 0.6"),
        ([(0.0, 0.5), (0.5, 0.5), (0.5, 1.0)], "the band from 0.5 to 0.5 has no width"),
        ([(0.0, 0.1 + 0.2), (0.3, 1.0), (0.3, 1.0)], None),  # rounding is no gap, and a synonym no overlap
    ],
)
def test_what_divides_the_line(given: list[Band], fault: str | None) -> None:
    assert partition_fault(given) == fault


def test_a_lexicon_with_gaps_has_no_score() -> None:
    found = lexicon_score([0.55], [0.75], [1], bands=bands("phia"))
    assert found.mean is None
    assert found.reason == "the lexicon does not divide 0 to 1: no band holds 0.05 to 0.1"


def test_a_width_the_author_chose_is_refused() -> None:
    with pytest.raises(ValueError, match="low: the band 0 to 1 at index 1 is not the lexicon's"):
        lexicon_score([0.6, 0.0], [0.9, 1.0], [1, 0], bands=NATO)


@pytest.mark.parametrize(
    ("low", "high", "outcome", "message"),
    [
        ([0.6], [0.9], [0.5], "outcome: .* not defined for fractions"),
        ([0.6], [0.9], [1, 0], "outcome: 2 values for 1"),
        ([0.6], [], [1], "high: 0 values for 1"),
        ([], [], [], "low: no phrases"),
        ([0.6], [1.1], [1], "high: 1.1"),
    ],
)
def test_bad_input_is_refused(
    low: list[float], high: list[float], outcome: list[float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        lexicon_score(low, high, outcome, bands=NATO)
