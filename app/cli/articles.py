"""`foreseen extract` and `foreseen ingest`."""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.context import ACTOR, day, opened
from app.cli.output import FAILED, print_json, progress, say, show, show_table
from app.documents import Document, read_untrusted
from app.domain.days import DayBounds
from app.domain.errors import InvalidInput
from app.extraction import Candidate
from app.fetch import Fetcher
from app.services.ingestion import Article, Given, prepare, read_candidates
from app.services.intake import MAX_FILE_BYTES, Came, Intake, expand, named, parse, take

PublishedOn = Annotated[
    str | None, typer.Option("--published-on", help="The day of publication, YYYY-MM-DD.")
]
Authors = Annotated[list[str] | None, typer.Option("--author", help="An author; may be given several times.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON on stdout, and nothing else there.")]


def install(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(extract)
    app.command()(ingest)


def extract(
    target: Annotated[str, typer.Argument(metavar="FILE|URL|-", help="An article; - reads stdin.")],
    published_on: PublishedOn = None,
    author: Authors = None,
    as_json: AsJson = False,
) -> None:
    """Find the forecasts in one article; saves nothing."""
    article = prepare(_document(target), _given(None, author, published_on, None))
    candidates = read_candidates(article)
    if as_json:
        print_json(
            {
                "article": _article_json(article),
                "candidates": [candidate_json(candidate) for candidate in candidates],
            }
        )
        return
    dated = article.published.exact or "no date"
    show(f"{article.title or target}: {', '.join(a.name for a in article.authors) or 'no byline'}, {dated}")
    show_table(
        None,
        ("start", "cue", "p", "low", "high", "role", "kind", "scoreable", "quote"),
        [(c.start, c.cue, *_points(c), c.role, c.kind, c.scoreability, c.quote) for c in candidates],
    )


def _points(candidate: Candidate) -> tuple[float | None, float | None, float | None]:
    p = candidate.probability
    return (p.point, p.low, p.high) if p else (None, None, None)


def _document(target: str) -> Document:
    today = datetime.now(UTC).date()
    if target == "-":
        data = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
        return parse(data, name="stdin", read_on=today)
    if target.startswith(("http://", "https://")):
        fetched = Fetcher().fetch(target)
        return read_untrusted(
            fetched.body,
            name=target,
            read_on=today,
            media_type=fetched.media_type,
            charset=fetched.charset,
            url=fetched.final_url,
        )
    try:
        with Path(target).open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise InvalidInput(target, str(error.strerror or error)) from error
    return parse(data, name=target, read_on=today)


def _article_json(article: Article) -> dict[str, Any]:
    return {
        "sha256": article.sha256,
        "characters": len(article.text),
        "title": article.title,
        "url": article.url,
        "source": article.source,
        "authors": [author.name for author in article.authors],
        "published": asdict(article.published),
        "published_basis": article.published_basis,
        "language": article.language,
    }


def candidate_json(candidate: Candidate) -> dict[str, Any]:
    """A candidate with its probability laid open."""
    held = asdict(candidate)
    point, low, high = _points(candidate)
    return {**held, "probability": point, "low": low, "high": high}


def _given(
    source: str | None, author: list[str] | None, published_on: str | None, frame: str | None
) -> Given:
    published = day("--published-on", published_on)
    return Given(
        source=source,
        authors=named(author),
        published=None if published is None else DayBounds.on(published),
        frame=frame,
    )


def ingest(
    targets: Annotated[list[str], typer.Argument(metavar="FILE|DIR|URL|FEED...")],
    source: Annotated[str | None, typer.Option(help="Where the articles were published.")] = None,
    author: Authors = None,
    published_on: PublishedOn = None,
    frame: Annotated[str | None, typer.Option(help="How these articles were chosen, in words.")] = None,
    frame_size: Annotated[
        int | None, typer.Option(help="How many articles there were to choose from.", min=1)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take articles into the record, each once, and read them for candidates."""
    if frame_size is not None and frame is None:
        raise InvalidInput("--frame-size", "is the size of a --frame")
    given = replace(_given(source, author, published_on, frame), frame_size=frame_size)
    came: list[Came] = []
    with opened() as database:
        intake = Intake(database, Fetcher(), ACTOR)
        items = [item for target in targets for item in expand(intake, target)]
        with progress(len(items), quiet=as_json) as step:
            for item in items:
                one = item if isinstance(item, Came) else take(intake, item, given)
                came.append(one)
                step(one.item)
                if one.error is not None and not as_json:
                    say(f"error: {one.error}")
    failed = sum(one.error is not None for one in came)
    if as_json:
        print_json({"items": [_came_json(one) for one in came], "failed": failed})
    else:
        _summary(came, failed)
    if failed:
        raise typer.Exit(FAILED)


def _came_json(one: Came) -> dict[str, Any]:
    held = asdict(one.article) if one.article else {}
    return {"item": one.item, **held, "error": one.error}


def _summary(came: list[Came], failed: int) -> None:
    show_table(
        None,
        ("article", "status", "candidates", "item"),
        [
            (one.article.article_id, one.article.status, one.article.candidates, one.item)
            for one in came
            if one.article
        ],
    )
    found = sum(one.article.candidates for one in came if one.article)
    show(f"{len(came) - failed} articles, {found} new candidates, {failed} errors")
