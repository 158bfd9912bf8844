"""The study of the bootstrap's coverage, with few repetitions."""

from __future__ import annotations

import pytest

from benchmarks import decomposition_coverage as study
from benchmarks.decomposition_coverage import Design


def test_truth_by_hand() -> None:
    # the words' squared distances from 1/2 add up to 1.09; their mean is 5.85/11
    mcb, dsc = study.truth(Design(30, 1, "words", "overconfident"))
    assert mcb == pytest.approx(0.16 * 1.09 / 11, abs=1e-4)
    assert dsc == pytest.approx(0.36 * (1.09 / 11 - (5.85 / 11 - 0.5) ** 2), abs=2e-4)


def test_intervals_cover_as_often_as_is_said() -> None:
    mcb, mcb_width, dsc, dsc_width = study.measure(Design(100, 1, "words", "overconfident"), 100)
    assert mcb >= 0.88
    assert dsc >= 0.85
    assert 0 < mcb_width < 0.1
    assert 0 < dsc_width < 0.1
