"""`foreseen evaluate`: how well reading finds what labelled articles say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.articles import AsJson
from app.cli.output import print_json, show, show_table
from app.extraction.evaluation import NO_LABEL, Agreement, Evaluation, Share, Spot
from app.services.label_files import evaluate_files

SHOWN = 100
ALL = "all"


def install(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(evaluate)


def evaluate(
    labels: Annotated[
        list[Path],
        typer.Argument(metavar="LABELS...", help="Files of labelled articles, or folders of them."),
    ],
    show_them: Annotated[
        bool, typer.Option("--show", help="List each sentence that was missed or found wrongly.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Measure how well reading finds what labelled articles forecast; no database is touched."""
    found = evaluate_files(labels)
    if as_json:
        print_json(_json(found, with_spots=show_them))
        return
    _show_sentences(found)
    _show_fields(found.overall)
    _show_kinds(found.overall)
    if show_them:
        _show_spots("Missed", found.misses)
        _show_spots("Found, and labelled as none", found.false_alarms)


def _json(found: Evaluation, *, with_spots: bool) -> dict[str, Any]:
    held = asdict(found)
    spots = {"misses": held.pop("misses"), "false_alarms": held.pop("false_alarms")}
    if not with_spots:
        return held
    return held | {
        name: [{**one, "quote": _cut(one["quote"])} for one in those] for name, those in spots.items()
    }


def _cut(quote: str) -> str:
    line = " ".join(quote.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"


def _show_sentences(found: Evaluation) -> None:
    names = {**found.styles, ALL: found.overall}
    show_table(
        "Sentences",
        (
            "style", "articles", "sentences", "forecasts", "found", "false alarms", "precision", "recall",
            "F1", "low", "high",
        ),
        [
            (
                name, one.articles, one.sentences, one.positive, one.found, one.false_alarms,
                one.precision.value, one.recall.value, one.f1.value, one.f1.low, one.f1.high,
            )
            for name, one in names.items()
        ],
    )  # fmt: skip
    one = found.overall
    of = f"{one.ignored} sentences on the border or undecided are left out"
    show(f"{of}; {found.level:.0%} intervals by article, none from a single one")


def _show_fields(one: Agreement) -> None:
    show_table(
        f"Fields: {one.matched} of {one.labels} claims matched",
        ("field", "n", "right", "low", "high"),
        [(name, *_figures(share)) for name, share in one.fields.items()],
    )
    show(f"{one.candidates - one.inexact} of {one.candidates} candidates have exact offsets")


def _figures(share: Share) -> Iterable[object]:
    return share.n, share.value, share.low, share.high


def _show_kinds(one: Agreement) -> None:
    columns = tuple(next(iter(one.kinds.values())))
    rows = [(kind, *row.values()) for kind, row in one.kinds.items() if any(row.values()) or kind == NO_LABEL]
    show_table("Kinds: labelled, and read as", ("labelled", *columns), rows)


def _show_spots(title: str, spots: Iterable[Spot]) -> None:
    show_table(
        title,
        ("article", "start", "why", "quote"),
        [(spot.article, spot.start, spot.about, _cut(spot.quote)) for spot in spots],
    )
