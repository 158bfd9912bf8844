"""How often phrases came true, and how sure that is."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import beta, binomtest, t

from app.scoring.hits import hits, hits_by_group
from app.scoring.intervals import ALONE


@pytest.mark.parametrize(("happened", "said"), [(5, 12), (0, 7), (7, 7), (1, 2), (49, 50), (300, 1000)])
def test_families_of_one_forecast_give_the_exact_interval(happened: int, said: int) -> None:
    (found,) = hits([3] * said, [1] * happened + [0] * (said - happened))
    exact = binomtest(happened, said).proportion_ci(method="exact")
    assert (found.phrase, found.said, found.happened, found.families) == (3, said, happened, said)
    assert found.rate == pytest.approx(happened / said, abs=1e-15)
    assert found.n_effective == pytest.approx(said, abs=1e-9)
    assert found.interval == pytest.approx((exact.low, exact.high), abs=1e-9)


def test_families_that_move_together_are_worth_less() -> None:
    # ten families of two, both members alike: six happened, four did not
    happened = [1] * 12 + [0] * 8
    family = np.repeat(np.arange(10), 2)
    (found,) = hits([1] * 20, happened, family=family)
    # e_g is 0.8 six times and -1.2 four times: v = 10/9 * 9.6 / 400, against 0.24/19
    effect = (10 / 9 * 9.6 / 400) / (0.24 / 19)
    expected = 20 / effect * (t.ppf(0.975, 19) / t.ppf(0.975, 9)) ** 2
    assert found.n_effective == pytest.approx(expected, abs=1e-9)
    assert found.n_effective == pytest.approx(8.11, abs=0.005)
    x = 0.6 * expected
    ends = (beta.ppf(0.025, x, expected - x + 1), beta.ppf(0.975, x + 1, expected - x))
    assert found.interval == pytest.approx(ends, abs=1e-9)
    assert (found.said, found.families, found.effective_families) == (20, 10, 10)


def test_families_that_cancel_out_are_worth_no_more_than_their_forecasts() -> None:
    (found,) = hits([1] * 4, [1, 0, 1, 0], family=[1, 1, 2, 2])
    exact = binomtest(2, 4).proportion_ci(method="exact")
    assert found.n_effective == 4
    assert found.interval == pytest.approx((exact.low, exact.high), abs=1e-9)


@pytest.mark.parametrize("happened", [0, 1])
def test_never_or_always_counts_families_and_not_forecasts(happened: int) -> None:
    # seven forecasts in three families of 1, 1 and 5: 49/27 of them
    (found,) = hits([1] * 7, [happened] * 7, family=[1, 2, 3, 3, 3, 3, 3])
    assert found.effective_families == pytest.approx(49 / 27, abs=1e-12)
    reach = 1 - 0.025 ** (27 / 49)
    expected = (0, reach) if happened == 0 else (1 - reach, 1)
    assert found.interval == pytest.approx(expected, abs=1e-9)


def test_one_family_says_nothing_of_its_own_error() -> None:
    (found,) = hits([1, 1, 1], [1, 1, 0], family=[5, 5, 5])
    assert found.rate == pytest.approx(2 / 3)
    assert (found.interval, found.n_effective, found.reason) == (None, None, ALONE)


def test_weights_shift_the_rate_and_not_the_counts() -> None:
    (found,) = hits([1] * 4, [1, 0, 0, 1], weight=[3, 1, 0, 0])
    assert (found.said, found.happened) == (2, 1)
    assert found.rate == pytest.approx(0.75, abs=1e-15)
    assert found.n_effective is not None
    assert found.n_effective <= 16 / 10  # no more than Kish's number


def test_the_scale_of_weights_says_nothing() -> None:
    phrase, happened = [1] * 6, [1, 1, 0, 0, 1, 0]
    assert hits(phrase, happened, weight=[0.5] * 6)[0].interval == pytest.approx(
        hits(phrase, happened)[0].interval, abs=1e-12
    )


def test_a_question_resolved_in_part_counts_in_part() -> None:
    (found,) = hits([1] * 3, [1, 0.5, 0])
    assert found.happened == 1.5
    assert found.rate == 0.5


def test_each_group_and_phrase_has_its_own() -> None:
    phrase, happened = np.array([9, 2, 9, 9, -1, 2]), np.array([1.0, 0.0, 1.0, 0.0, 1.0, 1.0])
    group, weight = np.array([0, 0, 0, 2, 0, 2]), np.array([1.0, 1.0, 1.0, 1.0, 1.0, 0.0])
    found = hits_by_group(phrase, happened, None, weight, group, groups=3)
    assert [[(one.phrase, one.said, one.happened) for one in each] for each in found] == [
        [(2, 1, 0), (9, 2, 2)],
        [],
        [(9, 1, 0)],
    ]


def test_could_twelve_times_and_happened_five() -> None:
    (found,) = hits([0] * 12, [1] * 5 + [0] * 7)
    assert found.interval == pytest.approx(
        (0.1517, 0.7233), abs=5e-5
    )  # published tables of the exact interval


@pytest.mark.parametrize(
    ("phrase", "happened", "more", "message"),
    [
        ([], [], {}, "happened: no forecasts"),
        ([1], [2], {}, "happened: 2.0"),
        ([1, 2], [1], {}, "phrase: expected 1"),
        ([1], [1], {"family": [1, 2]}, "family: expected 1"),
        ([1], [1], {"weight": [-1]}, "weight"),
        ([1], [1], {"level": 1.0}, "level"),
    ],
)
def test_bad_input_is_refused(
    phrase: list[int], happened: list[float], more: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        hits(phrase, happened, **more)  # type: ignore[arg-type]
