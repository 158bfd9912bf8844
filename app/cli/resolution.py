"""`foreseen resolve` and what takes an answer back or contests it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer

from app.cli.articles import AsJson
from app.cli.context import ACTOR, MAX_ID, day, opened
from app.cli.output import print_json, show
from app.domain.errors import InvalidInput
from app.domain.resolution import Outcome, Verdict, VoidReason
from app.services import resolution
from app.services.recording import recording
from app.services.resolution import Entered, Evidence

Question = Annotated[int, typer.Argument(metavar="QUESTION", help="The question's id.", min=1, max=MAX_ID)]
EvidenceUrls = Annotated[
    list[str] | None, typer.Option("--evidence", help="An address, or a citation in words; may be repeated.")
]
RetrievedOn = Annotated[str | None, typer.Option("--retrieved-on", help="The day the evidence was read.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, in words.")]


def install(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(resolve)
    app.command()(unresolve)
    app.command()(dispute)
    app.command()(settle)


def resolve(
    question: Question,
    outcome: Annotated[str, typer.Option(help="yes, no, void, or a fraction such as 0.4.")],
    occurred_on: Annotated[
        str | None,
        typer.Option(help="The day it happened, YYYY-MM-DD; no and a fraction count from the deadline."),
    ] = None,
    void_reason: Annotated[
        str | None, typer.Option(help="false_condition, ambiguous, unverifiable or other.")
    ] = None,
    evidence: EvidenceUrls = None,
    retrieved_on: RetrievedOn = None,
    note: Annotated[str, typer.Option(help="What the evidence shows.")] = "",
    as_json: AsJson = False,
) -> None:
    """Answer a question, or answer it anew; every forecast on it is scored by it."""
    verdict = _verdict(outcome, day("--occurred-on", occurred_on), void_reason)
    with opened() as database:
        with recording(database, actor=ACTOR) as record:
            entered = resolution.resolve(
                record, question, verdict, evidence=_evidence(evidence, retrieved_on), note=note
            )
        _print(question, entered, as_json=as_json)


def unresolve(
    question: Question,
    note: Annotated[str, typer.Option(help="Why, in words.")] = "",
    as_json: AsJson = False,
) -> None:
    """Take the latest entry of a question back; the one before it counts again."""
    with opened() as database:
        with recording(database, actor=ACTOR) as record:
            entered = resolution.undo(record, question, note=note)
        _print(question, entered, as_json=as_json)


def dispute(
    question: Question,
    reason: Reason,
    evidence: EvidenceUrls = None,
    retrieved_on: RetrievedOn = None,
    as_json: AsJson = False,
) -> None:
    """Contest an answer: the question leaves every headline until settled."""
    with opened() as database:
        with recording(database, actor=ACTOR) as record:
            held = _evidence(evidence, retrieved_on)
            entered = resolution.dispute(record, question, reason=reason, evidence=held)
        _print(question, entered, as_json=as_json)


def settle(question: Question, reason: Reason, as_json: AsJson = False) -> None:
    """End a dispute: the disputed answer stands."""
    with opened() as database:
        with recording(database, actor=ACTOR) as record:
            entered = resolution.settle(record, question, reason=reason)
        _print(question, entered, as_json=as_json)


def _verdict(outcome: str, occurred_on: date | None, void_reason: str | None) -> Verdict:
    allowed = "yes, no, void, or a number between 0 and 1"
    reason = None
    if void_reason is not None:
        if void_reason not in list(VoidReason):
            raise InvalidInput("--void-reason", f"{void_reason!r} is none", allowed=", ".join(VoidReason))
        reason = VoidReason(void_reason)
    if outcome in {Outcome.YES, Outcome.NO, Outcome.VOID}:
        return Verdict(outcome=Outcome(outcome), occurred_on=occurred_on, void_reason=reason)
    try:
        share = float(outcome)
    except ValueError:
        raise InvalidInput("--outcome", f"{outcome!r} is no outcome", allowed=allowed) from None
    return Verdict(outcome=Outcome.FRACTION, value=share, occurred_on=occurred_on, void_reason=reason)


def _evidence(given: list[str] | None, retrieved_on: str | None) -> tuple[Evidence, ...]:
    read_on = day("--retrieved-on", retrieved_on) or datetime.now(UTC).date()
    return tuple(
        Evidence(url=item, retrieved_on=read_on)
        if item.startswith(("http://", "https://"))
        else Evidence(citation=item, retrieved_on=read_on)
        for item in given or ()
    )


def _print(question: int, entered: Entered, *, as_json: bool) -> None:
    decision = entered.decision
    if as_json:
        held: dict[str, Any] = {"question": question, **asdict(entered)}
        print_json(held)
        return
    value = "" if decision.value is None else f", value {decision.value:g}"
    why = "" if decision.void_reason is None else f" ({decision.void_reason})"
    entry = f"entry {entered.resolution_id}, seq {entered.seq}"
    show(f"question {question} is {decision.state}{why}{value}; {entry}")
    if entered.because is not None:
        show(f"question {question}: {entered.because}")
    others = [number for number in entered.changed if number != question]
    if others:
        show(f"with it changed: questions {', '.join(map(str, others))}")
