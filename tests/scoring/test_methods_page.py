"""Every figure of a scorecard has its entry in docs/methods.md."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from app.scoring.calibration import Calibration
from app.scoring.scorecard import METHOD, Scorecard

PAGE = (Path(__file__).parents[2] / "docs" / "methods.md").read_text(encoding="utf-8")
FIGURES = [field.name for field in fields(Scorecard) if field.name != "calibration"]
CALIBRATION = [f"calibration.{field.name}" for field in fields(Calibration)]


@pytest.mark.parametrize("figure", [*FIGURES, *CALIBRATION])
def test_every_figure_is_explained(figure: str) -> None:
    assert f"`{figure}`" in PAGE


def test_the_page_names_the_method() -> None:
    assert f"`{METHOD}`" in PAGE
