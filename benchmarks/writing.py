"""What writing costs: an article against reading its page alone, a resolution against one durable commit."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
import sqlalchemy as sa
import trafilatura

from app.documents import read_bytes, read_untrusted
from app.domain.resolution import Outcome, Verdict
from app.services.ingestion import ingest, prepare, read_candidates
from app.services.recording import recording
from app.services.resolution import Evidence, resolve
from app.storage.database import Database
from app.storage.migrate import upgrade
from app.storage.tables import question_version
from benchmarks.figures import Figure, emit, peak_memory, say
from benchmarks.history import build_history

ARTICLES = 40
PARAGRAPHS = 30
RESOLUTIONS = 150
ROUNDS = 5
TODAY = date(2026, 1, 1)
SUBJECTS = (
    "The council",
    "The central bank",
    "Our newsroom",
    "The opposition",
    "A rival firm",
    "The harbour board",
)
VERBS = (
    "will probably raise its fees by {n} per cent before the end of 2027",
    "is unlikely to change course this year, whatever the {n} members say",
    "published the {n} pages of its yearly report on Monday",
    "spent {n} million on the new bridge, which opened in May",
    "could reach an agreement with the union within {n} weeks",
    "asked {n} residents what they thought of the plan",
    "has {n} employees, most of them in the old town",
    "paid {n} thousand for a study of the river",
    "met for {n} minutes behind closed doors on Tuesday",
    "received {n} letters about the noise last summer",
    "closed {n} of its smaller offices after the reform",
    "keeps {n} boxes of its papers in the cellar",
    "lost {n} cases before the regional court in spring",
    "bought {n} hectares of land along the coast",
)


def _page(number: int) -> bytes:
    """A page of made-up sentences, as long as an ordinary article, with the usual things around them."""
    dice = np.random.default_rng(number)

    def sentence() -> str:
        verb = VERBS[int(dice.integers(len(VERBS)))].format(n=int(dice.integers(2, 900)))
        return f"{SUBJECTS[int(dice.integers(len(SUBJECTS)))]} {verb}."

    paragraphs = "".join(f"<p>{' '.join(sentence() for _ in range(4))}</p>\n" for _ in range(PARAGRAPHS))
    links = "".join(f'<li><a href="/section/{n}">Section {n}</a></li>' for n in range(40))
    return (
        f'<!doctype html><html lang="en"><head><title>Article {number}</title>'
        '<meta name="author" content="Ada Rowe">'
        '<meta property="article:published_time" content="2025-03-01">'
        f"</head><body><nav><ul>{links}</ul></nav><article><h1>Article {number}</h1>{paragraphs}</article>"
        f"<aside><ul>{links}</ul></aside><footer>All rights reserved</footer></body></html>"
    ).encode()


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _emit(name: str, ours: list[float], theirs: list[float], *, against: str) -> None:
    """Medians within a round, since one slow commit is no news; then the median of the rounds."""
    rounds = [median(ours[n::ROUNDS]) / median(theirs[n::ROUNDS]) for n in range(ROUNDS)]
    emit(Figure(name=name, value=median(rounds), spread=(min(rounds), max(rounds)), against=against))


def measure_ingestion(database: Database) -> None:
    """Each page through every stage in turn, after one that warms them all up."""
    taken: dict[str, list[float]] = {name: [] for name in ("alone", "parse", "sandbox", "read", "write")}
    for number in range(ARTICLES + 1):
        page, name = _page(number), f"page {number}"
        alone = _timed(partial(trafilatura.bare_extraction, page, with_metadata=True))
        parsed = _timed(partial(read_bytes, page, name=name, read_on=TODAY))
        start = time.perf_counter()
        document = read_untrusted(page, name=name, read_on=TODAY)
        sandbox = time.perf_counter() - start
        article = prepare(document, read_on=TODAY)
        read = _timed(partial(read_candidates, article))
        both = _timed(partial(ingest, database, document, actor="benchmark"))
        if number:
            for stage, seconds in zip(taken, (alone, parsed, sandbox, read, both - read), strict=True):
                taken[stage].append(seconds)
    whole = [sum(stages) for stages in zip(*(taken[n] for n in ("sandbox", "read", "write")), strict=True)]
    for stage in ("parse", "sandbox", "read", "write"):
        share = median(taken[stage]) / median(taken["alone"])
        say(f"ingestion, {stage}: {share:.2f} of trafilatura alone")
    say(f"candidates in the last page: {len(read_candidates(article))}")
    _emit("ingest one article", whole, taken["alone"], against="time of trafilatura alone on the same page")


def measure_resolution(database: Database, file: Path) -> None:
    """Resolutions by turns with one row committed to the same file, just as durably."""
    v = question_version
    wanted = sa.select(v.c.question_id, v.c.closes_on).where(v.c.to_seq.is_(None)).order_by(v.c.question_id)
    with database.read() as connection:
        asked = connection.execute(wanted.limit(RESOLUTIONS)).all()
    plain = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
        plain.execute(f"PRAGMA {pragma}")
    plain.execute("CREATE TABLE IF NOT EXISTS benchmark (id INTEGER PRIMARY KEY, words TEXT)")

    def commit() -> None:
        plain.execute("BEGIN IMMEDIATE")
        plain.execute("INSERT INTO benchmark (words) VALUES ('one row')")
        plain.execute("COMMIT")

    def answer(number: int, closed: date) -> None:
        verdict = Verdict(outcome=Outcome.NO, occurred_on=closed)
        evidence = (Evidence(retrieved_on=TODAY, citation="the authority's report"),)
        with recording(database, actor="benchmark") as record:
            resolve(record, number, verdict, evidence=evidence)

    answers, commits = [], []
    for number, closed in asked:
        committed = _timed(commit)
        answers.append(_timed(partial(answer, number, closed)))
        commits.append(committed)
    plain.close()
    say(f"one durable commit: {median(commits) * 1000:.2f} ms (this machine, now)")
    _emit("resolve one question", answers, commits, against="time of one durable commit of one row")


def main() -> None:
    """Both on one database with a history in it."""
    with tempfile.TemporaryDirectory(prefix="foreseen-bench-") as folder:
        file = Path(folder) / "history.db"
        database = Database(f"sqlite:///{file}")
        upgrade(database)
        say("writing 5000 forecasts ...")
        build_history(database, forecasts=5_000, authors=200, questions=500, articles=50)
        measure_ingestion(database)
        measure_resolution(database, file)
        database.close()
    memory = peak_memory()
    if memory is not None:
        emit(
            Figure(
                name="peak memory of ingesting and resolving", value=memory, unit="MiB", against="all stages"
            )
        )


if __name__ == "__main__":
    main()
