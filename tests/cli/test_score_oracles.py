"""`foreseen score FILE` on real forecasts equals what independent programs computed for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from app.cli import app

pytestmark = pytest.mark.shared

GAMES = ("governors_elections", "mlb_games", "nba_games", "nfl_games", "nhl_games")
HORIZONS = (0, 1, 2)


@pytest.fixture(scope="module")
def oracles(shared: Path) -> dict[str, Any]:
    held: dict[str, Any] = json.loads((shared / "data" / "oracles.json").read_text(encoding="utf-8"))
    return held


def stacked(path: Path) -> pl.DataFrame:
    """Every column with its outcome column, one under the other; missing ones and ties dropped."""
    table = pl.read_csv(path, infer_schema_length=None)
    pairs = [name for name in table.columns if f"{name}_outcome" in table.columns]
    sides = [
        table.select(
            pl.col(name).cast(pl.Float64).alias("probability"),
            pl.col(f"{name}_outcome").cast(pl.Float64).alias("outcome"),
        )
        for name in pairs
    ]
    return pl.concat(sides).drop_nulls().filter(pl.col("outcome").is_in([0.0, 1.0]))


def survey(path: Path, horizon: int) -> pl.DataFrame:
    table = pl.read_csv(path, infer_schema_length=None, null_values=["#N/A", "NA"])
    return (
        table.filter((pl.col("ID") != 0) & (pl.col("FC.Horizon").cast(pl.String) == str(horizon)))
        .select(
            pl.col("Prob.Forecast").cast(pl.Float64).alias("probability"),
            pl.col("gdp.first.recess").cast(pl.Float64).alias("outcome"),
        )
        .drop_nulls()
    )


def overall(table: pl.DataFrame, path: Path) -> dict[str, Any]:
    table.write_csv(path)
    done = CliRunner().invoke(app, ["score", str(path), "--json"])
    assert done.exit_code == 0, done.output
    card: dict[str, Any] = json.loads(done.stdout)["overall"]
    return card


def exactly(value: float) -> Any:
    return pytest.approx(value, abs=1e-9, rel=0)


def require_equal(card: dict[str, Any], wanted: dict[str, Any], *, n: int) -> None:
    assert card["n"] == n
    assert card["brier"] == exactly(wanted["brier"])
    for ours, theirs in (("mcb", "MCB"), ("dsc", "DSC"), ("unc", "UNC")):
        assert card[ours] == exactly(wanted["corp"][theirs]), ours


@pytest.mark.parametrize("name", GAMES)
def test_published_game_and_election_forecasts(
    name: str, shared: Path, oracles: dict[str, Any], tmp_path: Path
) -> None:
    wanted = oracles["fivethirtyeight"]["values"][f"{name}.csv"]
    table = stacked(shared / "data" / "fivethirtyeight" / f"{name}.csv")
    require_equal(overall(table, tmp_path / "all.csv"), wanted, n=wanted["pairs"])

    inside = table.filter((pl.col("probability") > 0) & (pl.col("probability") < 1))
    card = overall(inside, tmp_path / "inside.csv")
    require_equal(card, wanted["excl01"], n=wanted["excl01"]["n"])
    assert card["log"] == exactly(wanted["excl01"]["log_loss"])
    assert card["spherical"] == exactly(wanted["excl01"]["spherical"])
    for ours, theirs in (("log_mcb", "MCB"), ("log_dsc", "DSC"), ("log_unc", "UNC")):
        assert card[ours] == exactly(wanted["excl01"]["corp_log"][theirs]), ours


@pytest.mark.parametrize("horizon", HORIZONS)
def test_recession_probabilities_of_professional_forecasters(
    horizon: int, shared: Path, oracles: dict[str, Any], tmp_path: Path
) -> None:
    wanted = oracles["spf"]["values"][f"h{horizon}"]
    card = overall(survey(shared / "data" / "spf" / "spf.gdp.long.csv", horizon), tmp_path / "spf.csv")
    require_equal(card, wanted, n=wanted["n"])
    assert card["log"] is None
    assert card["log_infinite"] == wanted["n_wrong_certain"]
