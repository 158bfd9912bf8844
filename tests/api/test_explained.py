"""Every figure of the API names its entry on the methods page, and every entry is some figure's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.api import accuracy_shapes, detail_shapes, kappa_shapes, pair_shapes, track_shapes
from app.api.explained import PAGE, Explained
from app.scoring.scorecard import METHOD

ROOT = Path(__file__).parents[2]
ANCHORS = re.findall(r'<a id="([^"]+)"></a>', (ROOT / PAGE).read_text(encoding="utf-8"))


def explained(base: type[Explained] = Explained) -> Iterator[type[Explained]]:
    for shape in base.__subclasses__():
        yield shape
        yield from explained(shape)


SHAPES = sorted(set(explained()), key=lambda shape: shape.__name__)
FIGURES = [
    pytest.param(entry, id=f"{shape.__name__}.{field}")
    for shape in SHAPES
    for field in shape.model_fields
    if (entry := shape.entry_of(field)) is not None
]


def test_the_page_names_the_method() -> None:
    assert f"`{METHOD}`" in (ROOT / PAGE).read_text(encoding="utf-8")


def test_anchors_are_named_once() -> None:
    assert len(ANCHORS) == len(set(ANCHORS)) > 60


@pytest.mark.parametrize("entry", FIGURES)
def test_every_figure_has_its_entry(entry: str) -> None:
    assert entry in ANCHORS


def test_every_entry_is_some_figure_s() -> None:
    assert set(ANCHORS) == {figure.values[0] for figure in FIGURES}


def test_no_shape_of_figures_is_left_unexplained() -> None:
    numbers = {"float", "int"}
    for module in (accuracy_shapes, detail_shapes, kappa_shapes, pair_shapes, track_shapes):
        for name, shape in vars(module).items():
            if name.endswith("Shape") and shape.__module__ == module.__name__ and "Parameters" not in name:
                kinds = set(re.findall(r"\w+", " ".join(map(str, shape.__annotations__.values()))))
                assert issubclass(shape, Explained) or not kinds & numbers, name


def test_openapi_says_where_a_figure_is_explained(client: TestClient) -> None:
    schemas = client.get("/api/openapi.json").json()["components"]["schemas"]
    brier = schemas["OneScorecardShape"]["properties"]["brier"]
    assert brier["x-methods"] == "docs/methods.md#brier"
    assert schemas["MurphyShape"]["properties"]["within"]["x-methods"] == "docs/methods.md#murphy"
    assert "x-methods" not in schemas["OneScorecardShape"]["properties"]["key"]
