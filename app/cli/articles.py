"""`foreseen extract` and `foreseen ingest`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer

from app.cli.context import ACTOR, day, language_model, opened
from app.cli.output import FAILED, escape, print_json, progress, say, show, show_table
from app.documents import Document
from app.domain.days import DayBounds
from app.domain.errors import InvalidInput
from app.extraction import Candidate, missing_stage
from app.fetch import Fetcher
from app.services.curation import require_past
from app.services.ingestion import Article, Given, prepare, read_candidates, read_with_model
from app.services.intake import (
    MAX_FILE_BYTES,
    Came,
    Intake,
    Item,
    expand,
    expand_bytes,
    fetch_document,
    is_address,
    local_path,
    named,
    parse,
    read_file,
)
from app.services.people import clean_name
from app.services.reading_ahead import take_all
from app.services.second_reading import SecondReading

STDIN = "stdin"

PublishedOn = Annotated[
    str | None, typer.Option("--published-on", help="The day of publication, YYYY-MM-DD.")
]
Authors = Annotated[list[str] | None, typer.Option("--author", help="An author; may be given several times.")]
AskModel = Annotated[
    bool, typer.Option("--model", help="Let the language model of the settings propose more candidates.")
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON on stdout, and nothing else there.")]


def install(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(extract)
    app.command()(ingest)


def extract(
    target: Annotated[str, typer.Argument(metavar="FILE|URL|-", help="An article; - reads stdin.")],
    published_on: PublishedOn = None,
    author: Authors = None,
    model: AskModel = False,
    as_json: AsJson = False,
) -> None:
    """Find the forecasts in one article; saves nothing."""
    asked = language_model(model)
    today = datetime.now(UTC).date()
    given = _given(None, author, published_on, None, today=today)
    article = prepare(_document(target, today), given, read_on=today)
    candidates, again = read_candidates(article), None
    if asked is not None:
        candidates, again = read_with_model(article, candidates, asked)
    if as_json:
        print_json(
            {
                "article": _article_json(article),
                "candidates": [candidate_json(candidate) for candidate in candidates],
                **({} if again is None else {"model": again}),
            }
        )
        return
    authors = ", ".join(author.name for author in article.authors) or "no byline"
    show(f"{article.title or target}: {authors}, {_dated(article)}")
    if article.unread is not None:
        say(f"{target}: {article.unread}")
        return
    show_table(
        None,
        ("start", "cue", "p", "low", "high", "role", "kind", "scoreable", "quote"),
        [(c.start, c.cue, *_points(c), c.role, c.kind, c.scoreability, c.quote) for c in candidates],
    )
    if missing := missing_stage():
        show(missing)
    if again is not None:
        _show_model(target, again)


def _show_model(item: str, again: SecondReading) -> None:
    """What a language model added, what it proposed in vain, and what failed."""
    if again.unverified:
        show_table(
            f"Not verified, and no candidates: proposed by the language model for {escape(item)}",
            ("sentences", "proposed", "why not"),
            [(list(one.sentences), one.anchor, one.reason) for one in again.unverified],
        )
    if again.problem is not None:
        say(f"{item}: {again.problem}")


def _dated(article: Article) -> str:
    """The day in words, or the bounds with what they rest on."""
    days = article.published
    if days.exact is not None:
        return str(days.exact)
    bounds = " to ".join(str(day) if day is not None else "?" for day in (days.earliest, days.latest))
    return f"no exact date: {bounds} ({article.published_basis})"


def _points(candidate: Candidate) -> tuple[float | None, float | None, float | None]:
    p = candidate.probability
    return (p.point, p.low, p.high) if p else (None, None, None)


def _document(target: str, today: date) -> Document:
    if target == "-":
        return parse(_stdin(), name=STDIN, read_on=today)
    if is_address(target):
        return fetch_document(Fetcher(), target, name=target, read_on=today)
    path = local_path(target)
    try:
        data = read_file(path)
    except OSError as error:
        raise InvalidInput(target, str(error.strerror or error)) from error
    return parse(data, name=target, read_on=today)


def _stdin() -> bytes:
    return sys.stdin.buffer.read(MAX_FILE_BYTES + 1)


def _article_json(article: Article) -> dict[str, Any]:
    return {
        "text": article.text,
        "sha256": article.sha256,
        "characters": len(article.text),
        "title": article.title,
        "url": article.url,
        "source": article.source,
        "authors": [author.name for author in article.authors],
        "published": asdict(article.published),
        "published_basis": article.published_basis,
        "language": article.language,
        "unread": article.unread,
    }


def candidate_json(candidate: Candidate) -> dict[str, Any]:
    """A candidate with its probability laid open."""
    held = asdict(candidate)
    point, low, high = _points(candidate)
    return {**held, "probability": point, "low": low, "high": high}


def _given(
    source: str | None,
    author: list[str] | None,
    published_on: str | None,
    frame: str | None,
    *,
    today: date,
) -> Given:
    """The options, each refused under its own name before anything is done."""
    published = day("--published-on", published_on)
    if published is not None:
        require_past("--published-on", DayBounds.on(published), today=today)
    return Given(
        source=None if source is None else clean_name("--source", source),
        authors=named([clean_name("--author", name) for name in author or ()]),
        published=None if published is None else DayBounds.on(published),
        frame=None if frame is None else clean_name("--frame", frame),
    )


def ingest(
    targets: Annotated[list[str], typer.Argument(metavar="FILE|DIR|URL|FEED|-...")],
    source: Annotated[str | None, typer.Option(help="Where the articles were published.")] = None,
    author: Authors = None,
    published_on: PublishedOn = None,
    frame: Annotated[str | None, typer.Option(help="How these articles were chosen, in words.")] = None,
    frame_size: Annotated[
        int | None, typer.Option(help="How many articles there were to choose from.", min=1)
    ] = None,
    model: AskModel = False,
    processes: Annotated[
        int | None,
        typer.Option(min=1, help="How many processes read; one for each core unless given."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take articles into the record, each once, and read them for candidates."""
    if frame_size is not None and frame is None:
        raise InvalidInput("--frame-size", "is the size of a --frame")
    today = datetime.now(UTC).date()
    given = replace(_given(source, author, published_on, frame, today=today), frame_size=frame_size)
    if any(not target.strip() for target in targets):
        raise InvalidInput("FILE|DIR|URL|FEED", "is empty", allowed="a file, a folder, an address, or -")
    asked = language_model(model)
    came: list[Came] = []
    with opened(create=True) as database:
        intake = Intake(database, Fetcher(), ACTOR, model=asked)
        items = [item for target in targets for item in _expanded(intake, target)]
        with progress(len(items), quiet=as_json) as step:
            for one in take_all(intake, items, given, processes=processes, tell=say):
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


def _expanded(intake: Intake, target: str) -> Iterator[Item | Came]:
    return expand_bytes(intake, _stdin(), name=STDIN) if target == "-" else expand(intake, target)


def _came_json(one: Came) -> dict[str, Any]:
    held = asdict(one.article) if one.article else {}
    return {"item": one.item, **held, "error": one.error}


def _summary(came: list[Came], failed: int) -> None:
    taken = [(one.item, one.article) for one in came if one.article]
    if taken:
        show_table(
            None,
            ("article", "status", "candidates", "item"),
            [(article.article_id, article.status, article.candidates, item) for item, article in taken],
        )
    for item, article in taken:
        if article.note is not None:
            say(f"{item}: {article.note}")
        if article.model is not None:
            _show_model(item, article.model)
    found = sum(article.candidates for _, article in taken)
    counts = ((len(taken), "article"), (found, "new candidate"), (failed, "error"))
    show(", ".join(f"{count} {what}{'' if count == 1 else 's'}" for count, what in counts))
