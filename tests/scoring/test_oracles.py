"""Figures that independent programs agreed on, for published forecasts and outcomes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from app.scoring.brier import brier_score
from app.scoring.calibration import debiased_l2, ece10
from app.scoring.corp import decompose
from app.scoring.inputs import Columns
from app.scoring.logarithmic import log_score
from app.scoring.murphy import murphy, yates
from app.scoring.options import option_brier_scores, option_log_score
from app.scoring.ranked import ranked_scores, ranked_sums
from app.scoring.scorecard import score, score_groups
from app.scoring.spherical import spherical_score

pytestmark = pytest.mark.shared

CLOSE = 1e-9
GAMES = ("governors_elections.csv", "mlb_games.csv", "nba_games.csv", "nfl_games.csv", "nhl_games.csv")
# the columns that name one of the governors' elections
EVENT = ["year", "office", "state", "special", "election_date", "forecast_type", "party", "candidate"]


@pytest.fixture(scope="session")
def oracles(shared: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared / "data" / "oracles.json").read_text())
    return found


def stacked(shared: Path, name: str, targets: list[str]) -> pl.DataFrame:
    """Every target column and its outcome, one below the other, where the outcome is 0 or 1."""
    table = pl.read_csv(shared / "data" / "fivethirtyeight" / name, infer_schema_length=None)
    parts = [
        table.with_columns(
            p=pl.col(target).cast(pl.Float64),
            y=pl.col(f"{target}_outcome").cast(pl.Float64),
            target=pl.lit(target),
        )
        for target in targets
    ]
    return pl.concat(parts).drop_nulls(["p", "y"]).filter(pl.col("y").is_in([0.0, 1.0]))


def assert_corp(p: Any, y: Any, expected: dict[str, float], *, measure: Any = "brier") -> None:
    parts = decompose(p, y, score=measure)
    found = {"S": parts.score, "MCB": parts.mcb, "DSC": parts.dsc, "UNC": parts.unc}
    assert found == pytest.approx(expected, abs=CLOSE)


def assert_murphy(p: Any, y: Any, expected: dict[str, float], *, bins: int | None) -> None:
    parts = murphy(p, y, bins=bins)
    found = {
        "REL": parts.reliability,
        "RES": parts.resolution,
        "UNC": parts.uncertainty,
        "REL_ff": parts.reliability_corrected,
        "RES_ff": parts.resolution_corrected,
        "UNC_ff": parts.uncertainty_corrected,
        "alpha": parts.correction,
        "nbins": parts.bins,
        "WBV_minus_WBC": parts.within,
    }
    assert found == pytest.approx(expected, abs=CLOSE)


@pytest.mark.parametrize("name", GAMES)
def test_fivethirtyeight(shared: Path, oracles: dict[str, Any], name: str) -> None:
    expected = oracles["fivethirtyeight"]["values"][name]
    table = stacked(shared, name, expected["columns"])
    p, y = table["p"].to_numpy(), table["y"].to_numpy()
    assert len(p) == expected["pairs"]
    assert y.mean() == pytest.approx(expected["base_rate"], abs=CLOSE)
    assert brier_score(p, y) == pytest.approx(expected["brier"], abs=CLOSE)
    assert log_score(p, y).infinite == expected["n_wrong_certain"]
    assert_corp(p, y, expected["corp"])
    assert_murphy(p, y, expected["murphy_unique"], bins=None)
    assert_murphy(p, y, expected["murphy20"], bins=20)
    assert ece10(p, y) == pytest.approx(expected["ece10"], abs=CLOSE)
    assert debiased_l2(p, y) == pytest.approx(expected["debiased_l2_10"], abs=CLOSE)
    parts = yates(p, y)
    found = {
        "VarY": parts.outcome_variance,
        "MinVarF": parts.least_forecast_variance,
        "Scatter": parts.scatter,
        "Bias2": parts.bias**2,
        "TwoCov": parts.twice_covariance,
        "check": parts.outcome_variance
        + parts.least_forecast_variance
        + parts.scatter
        + parts.bias**2
        - parts.twice_covariance,
        "slope": parts.slope,
    }
    assert found == pytest.approx(expected["yates"], abs=CLOSE)


@pytest.mark.parametrize("name", GAMES)
def test_fivethirtyeight_without_certainties(shared: Path, oracles: dict[str, Any], name: str) -> None:
    expected = oracles["fivethirtyeight"]["values"][name]
    table = stacked(shared, name, expected["columns"]).filter((pl.col("p") > 0) & (pl.col("p") < 1))
    expected = expected["excl01"]
    p, y = table["p"].to_numpy(), table["y"].to_numpy()
    assert len(p) == expected["n"]
    assert brier_score(p, y) == pytest.approx(expected["brier"], abs=CLOSE)
    assert log_score(p, y).mean == pytest.approx(expected["log_loss"], abs=CLOSE)
    assert spherical_score(p, y) == pytest.approx(expected["spherical"], abs=CLOSE)
    assert_corp(p, y, expected["corp"])
    assert_corp(p, y, expected["corp_log"], measure="log")
    card = score(Columns(probability=p, outcome=y))
    assert (card.log_mcb, card.log_dsc, card.log_unc) == pytest.approx(
        [expected["corp_log"][part] for part in ("MCB", "DSC", "UNC")], abs=CLOSE
    )


def test_each_update_weighted_by_one_over_its_events_updates(shared: Path, oracles: dict[str, Any]) -> None:
    name = "governors_elections.csv"
    expected = oracles["fivethirtyeight"]["values"][name]
    table = stacked(shared, name, expected["columns"]).filter((pl.col("p") > 0) & (pl.col("p") < 1))
    table = table.with_columns(weight=1 / pl.len().over(EVENT))
    found = brier_score(table["p"].to_numpy(), table["y"].to_numpy(), weight=table["weight"].to_numpy())
    assert table["weight"].sum() == pytest.approx(expected["excl01"]["events"])
    assert found == pytest.approx(expected["excl01"]["brier_event_weighted"], abs=CLOSE)
    columns = Columns(
        probability=table["p"].to_numpy(),
        outcome=table["y"].to_numpy(),
        question=table.select(pl.struct(EVENT).rank("dense").cast(pl.Int64)).to_series().to_numpy(),
    )
    card = score(columns, updates="event_weighted")
    assert (card.n, card.forecasts) == (expected["excl01"]["events"], expected["excl01"]["n"])
    assert card.brier == pytest.approx(expected["excl01"]["brier_event_weighted"], abs=CLOSE)


def test_world_cup_matches_have_three_options(shared: Path, oracles: dict[str, Any]) -> None:
    name = "world_cup_matches_men.csv"
    expected = oracles["multi_option"]["values"][name]
    table = pl.read_csv(shared / "data" / "fivethirtyeight" / name, infer_schema_length=None)
    options = ["prob1", "probtie", "prob2"]
    outcomes = table.select(f"{option}_outcome" for option in options).to_numpy()
    p = table.select(options).to_numpy()
    scores = option_brier_scores(p, outcomes)
    assert len(scores) == expected["n"]
    assert scores.mean() == pytest.approx(expected["brier_sum"], abs=CLOSE)
    log = option_log_score(p, outcomes)
    assert log.mean == pytest.approx(expected["log"], abs=CLOSE)
    assert log.infinite == expected["n_zero_on_outcome"]
    # a tie lies between the two wins
    assert ranked_scores(p, outcomes).mean() == pytest.approx(expected["rps_ordered"], abs=CLOSE)
    assert ranked_sums(p, outcomes).mean() == pytest.approx(2 * expected["rps_ordered"], abs=CLOSE)


@pytest.fixture(scope="session")
def survey(shared: Path) -> pl.DataFrame:
    """Individual recession probabilities with their first published outcomes."""
    table = pl.read_csv(shared / "data" / "spf" / "spf.gdp.long.csv", infer_schema_length=None)
    return (
        table.filter(pl.col("ID") != 0)
        .with_columns(
            p=pl.col("Prob.Forecast").cast(pl.Float64, strict=False),
            y=pl.col("gdp.first.recess").cast(pl.Float64, strict=False),
            horizon=pl.col("FC.Horizon").cast(pl.Int64, strict=False),
            quarter=pl.col("DATE.FC.due").rank("dense").cast(pl.Int64),
        )
        .drop_nulls(["p", "y", "horizon"])
    )


@pytest.mark.parametrize("horizon", [0, 1, 2])
def test_survey_of_professional_forecasters(
    survey: pl.DataFrame, oracles: dict[str, Any], horizon: int
) -> None:
    expected = oracles["spf"]["values"][f"h{horizon}"]
    table = survey.filter(pl.col("horizon") == horizon)
    p, y = table["p"].to_numpy(), table["y"].to_numpy()
    assert len(p) == expected["n"]
    assert brier_score(p, y) == pytest.approx(expected["brier"], abs=CLOSE)
    assert log_score(p, y).infinite == expected["n_wrong_certain"]
    assert_corp(p, y, expected["corp"])
    assert_murphy(p, y, expected["murphy"], bins=None)
    assert y.mean() == pytest.approx(expected["base"], abs=CLOSE)


def test_economists_against_their_peers(survey: pl.DataFrame, oracles: dict[str, Any]) -> None:
    table = survey.filter(pl.col("horizon") == 1)
    columns = Columns(
        probability=table["p"].to_numpy(),
        outcome=table["y"].to_numpy(),
        author=table["ID"].to_numpy(),
        question=table["quarter"].to_numpy(),
    )
    cards = dict(score_groups(columns, table["ID"].to_numpy()))
    for expected in oracles["spf"]["values"]["h1_top8"]:
        card = cards[expected["ID"]]
        assert card.n == card.clusters == expected["n"]
        assert card.brier == pytest.approx(expected["brier"], abs=CLOSE)
        assert card.peer == pytest.approx(expected["peer"], abs=CLOSE)
