"""`foreseen compare`: two authors side by side, the verdict and what it rests on."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from app.cli.articles import AsJson
from app.cli.context import day, opened
from app.cli.output import print_json, show, show_table, shown
from app.cli.scorecards import interval
from app.services.pairing import compare_authors
from app.services.scope import Filters
from app.services.view import Rules


def install(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(compare)


def compare(
    a: Annotated[str, typer.Argument(help="An author, by slug.")],
    b: Annotated[str, typer.Argument(help="Another author, by slug.")],
    source: Annotated[str | None, typer.Option(help="Only this source, by slug.")] = None,
    topic: Annotated[str | None, typer.Option(help="Only this topic, by slug.")] = None,
    as_of: Annotated[
        str | None, typer.Option(help="What the record held then: a day, a moment or seq:N.")
    ] = None,
    resolved_by: Annotated[str | None, typer.Option(help="Only questions that close up to this day.")] = None,
    updates: Annotated[
        str, typer.Option(help="first, standing, all, time_weighted or event_weighted.")
    ] = "first",
    lexicon: Annotated[str | None, typer.Option(help="Read the words by another lexicon.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare two authors on the questions they share; says no more than was shown."""
    rules = Rules(resolved_by=day("--resolved-by", resolved_by), updates=updates, lexicon=lexicon)
    filters = Filters(source=source, topic=topic)
    with opened() as database:
        result = compare_authors(database, a, b, filters=filters, rules=rules, as_of=as_of)
    if as_json:
        print_json(result)
    else:
        show_pair(result)


def show_pair(result: dict[str, Any]) -> None:
    """Each shared question with what both said, the two means, and the verdict."""
    one, other = (result[side]["name"] or result[side]["key"] for side in ("a", "b"))
    said = [
        (
            row["text"],
            row["outcome"],
            row["a"]["probability"],
            row["b"]["probability"],
            row["a"]["brier"],
            row["b"]["brier"],
            row["difference"],
        )
        for row in result["shared"]
    ]
    means = (result["a"]["brier"], result["b"]["brier"], result["difference"])
    if said:
        show_table(
            f"{one} and {other}",
            ("question", "occurred", "p of a", "p of b", "Brier of a", "Brier of b", "a minus b"),
            [*said, (f"mean of {result['n']}", None, None, None, *means)],
        )
        ends = interval(result["difference_interval"])
        show(f"difference {shown(result['difference'])}, 95% interval {ends}")
        if result["reason"]:
            show(f"no interval: {result['reason']}")
        _show_evidence(result)
        _show_baselines(result, (one, other))
        _show_checks(result["checks"])
    if result["together"]:
        show(f"left out, said together: {result['together']}")
    show(result["verdict"])


def _show_evidence(result: dict[str, Any]) -> None:
    """How surely the two differ: by chance alone, among everybody, and however often one looks."""
    flips, everybody, anytime = result["sign_flip"], result["everybody"], result["anytime"]
    show(f"by chance alone, signs flipped by family: {_p(flips['p'], flips['reason'])}")
    alone = _p(everybody["adjusted_p"], everybody["reason"])
    show(f"among all {everybody['pairs']} pairs judged together: {alone}")
    ends = interval(anytime["interval"]) if anytime["interval"] else f"none, {anytime['reason']}"
    show(f"however often one looks, 95% interval of the difference so far: {ends}")


def _p(value: float | None, reason: str | None) -> str:
    return f"none, {reason}" if value is None else f"p = {value:.3f}"


def _show_baselines(result: dict[str, Any], names: tuple[str, str]) -> None:
    rows = []
    for name, side in zip(names, (result["a"], result["b"]), strict=True):
        for baseline, held in (
            ("always 50%", side["coin_flip"]),
            ("base rate of the day", side["base_rate"]),
            ("the others that day", side["crowd"]),
        ):
            if held is not None:
                ends = interval(held["difference_interval"])
                theirs = held.get("baseline", held.get("crowd"))
                rows.append((name, baseline, held["n"], held["own"], theirs, held["difference"], ends))
    columns = ("who", "beside", "n", "own Brier", "its Brier", "own minus its", "95% interval")
    show_table("Beside what anybody could have said", columns, rows)


def _show_checks(checks: list[dict[str, Any]]) -> None:
    rows = [
        (
            held["check"],
            held["n"],
            held["difference"],
            interval(held["difference_interval"]),
            held["reason"] or "",
        )
        for held in checks
    ]
    show_table(
        "The same comparison made otherwise", ("check", "n", "a minus b", "95% interval", "why not"), rows
    )
