"""The curator's desk: candidates to judge and due questions to resolve, one at a time."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.responses import RedirectResponse, Response

from app.domain.errors import InvalidInput, StaleVersion
from app.domain.forecast import Status
from app.domain.question import State
from app.domain.resolution import Action, Outcome, Verdict, VoidReason
from app.http.etags import encode, etag_of
from app.queries.articles import read_article
from app.queries.codings import blinded, require_sight
from app.queries.decisions import last_decision
from app.queries.forecasts import list_forecasts, read_forecast
from app.queries.pages import Filter, Operator, PageRequest, Sort
from app.queries.people import list_topics
from app.queries.questions import list_questions, read_question
from app.queries.suggestions import suggest_for_forecast
from app.queries.worklists import count_waiting
from app.services import curation, resolution
from app.web import accepting, forms, signed_in
from app.web.marking import mark
from app.web.signed_in import Sitting, draw

AT_HAND = 200  # of a queue: what moving back and forth goes through
REJECTIONS = (
    "it is no forecast",
    "it describes the present or past",
    "it is a plan or promise of one's own",
    "it is a wish or advice",
    "it is a question",
    "it is said elsewhere in the article",
)
UNSCORABLE = ("no deadline", "the terms are open", "no observable event", "it compares likelihoods")
DONE = {
    Action.RESOLVE: "answered",
    Action.DISPUTE: "contested",
    Action.SETTLE: "found to stand",
    Action.UNDO: "stepped back from",
}
CANDIDATES, DUE = "/desk/candidates", "/desk/due"


def install(app: FastAPI) -> None:
    """Serve the desk."""
    signed_in.serve(app, "GET", "/desk", _desk)
    signed_in.serve(app, "GET", CANDIDATES, _candidate)
    signed_in.serve(app, "POST", CANDIDATES + "/{id}", _judge, again=_candidate)
    signed_in.serve(app, "GET", DUE, _due)
    signed_in.serve(app, "POST", DUE + "/{id}", _resolve, again=_due)


def _desk(sitting: Sitting) -> Response:
    with sitting.context.database.read() as connection:
        waiting = count_waiting(connection, today=sitting.today)
    return draw(sitting, "desk/desk.html", "Desk", {"waiting": waiting})


def _first(name: str, value: str, *, sort: str) -> PageRequest:
    """The head of a queue."""
    return PageRequest(
        filters=(Filter(name, Operator.EQ, (value,)),), sort=(Sort(sort, False),), limit=AT_HAND
    )


def _asked_for(sitting: Sitting) -> int | None:
    """Which of a queue is to be shown: of a form that was refused, its own."""
    return forms.number(sitting.path, "id") or forms.number(sitting.query, "at")


def _neighbours(queue: list[int], at: int, place: int) -> dict[str, Any]:
    """Where moving leads, and how far along one is; `place` is where `at` stands, or would stand."""
    here = place < len(queue) and queue[place] == at
    return {
        "place": place + 1,
        "before": queue[place - 1] if place > 0 else None,
        "after": queue[place + here] if place + here < len(queue) else None,
    }


# Candidates


def _queue(connection: Any, today: date, hidden: frozenset[int]) -> list[int]:
    """What waits, but for articles that whoever asks is coding blind."""
    wanted = _first("status", Status.CANDIDATE, sort="id")
    return [
        one["id"] for one in list_forecasts(connection, wanted, today=today, curator=True, hidden=hidden)[0]
    ]


def _candidate(sitting: Sitting) -> Response:
    today = sitting.today
    with sitting.context.database.read() as connection:
        queue = _queue(connection, today, blinded(connection, sitting.name))
        waiting = count_waiting(connection, today=today)
        last = _last(sitting, connection, today)
        at = _asked_for(sitting) or (queue[0] if queue else None)
        if at is None:
            return draw(
                sitting,
                "desk/done.html",
                "No candidate waits",
                {"last": last, "done": None, "waiting": waiting},
            )
        forecast = read_forecast(connection, at, today=today, curator=True)
        require_sight(connection, forecast["article"]["id"], reader=sitting.name)
        article = read_article(connection, forecast["article"]["id"], curator=True)
        suggested = suggest_for_forecast(connection, at)
        latest = last_decision(connection, at)
        topics = list_topics(connection, PageRequest(limit=200))[0]
    text = article["text"] if article["revision"] == forecast["article"]["revision"] else None
    quote = [(at, forecast["start"], forecast["end"])]
    page = {
        "forecast": forecast,
        "version": sitting.version(etag_of(encode(forecast))),
        "latest": latest,
        "anew": f"{CANDIDATES}?at={at}",
        "article": article,
        "pieces": [] if text is None else [(one.text, bool(one.forecasts)) for one in mark(text, quote)],
        "suggested": suggested,
        "topics": topics,
        "waiting": waiting,
        "last": last,
        "rejections": REJECTIONS,
        "unscorable": UNSCORABLE,
        **_neighbours(queue, at, bisect_left(queue, at)),
    }
    return draw(sitting, "desk/candidate.html", f"Candidate {at}", page)


def _last(sitting: Sitting, connection: Any, today: date) -> dict[str, Any] | None:
    """The decision before, which can be undone and said again."""
    number = forms.number(sitting.query, "last")
    if number is None:
        return None
    forecast = read_forecast(connection, number, today=today, curator=True)
    return {
        "id": number,
        "status": forecast["status"],
        "claim": forecast["claim"] or forecast["quote"],
        "version": etag_of(encode(forecast)),
        "did": sitting.query.get("did", ""),
        "why": sitting.query.get("why", ""),
    }


def _judge(sitting: Sitting) -> Response:
    number = forms.number(sitting.path, "id") or 0
    action = sitting.form.get("action", "")
    # One form holds all decisions, so that what was typed comes back whichever is refused.
    why = (forms.given(sitting.form, f"reason_to_{action}") or sitting.form.get("reason", "")).strip()
    with sitting.recording() as record:
        held = read_forecast(record.connection, number, today=record.today, curator=True)
        require_sight(record.connection, held["article"]["id"], reader=sitting.name)
        require_unchanged(sitting, etag_of(encode(held)), f"forecast {number}")
        if action == "accept":
            with forms.on_form(topics="topic"):
                curation.accept(
                    record, number, accepting.link(record, sitting.form), accepting.edits(sitting.form, held)
                )
        elif action == "reject":
            with forms.on_form(reason="reason_to_reject"):
                curation.reject(record, number, why or REJECTIONS[0])
        elif action == "unscorable":
            with forms.on_form(reasons="reason_to_unscorable"):
                curation.mark_unscorable(record, number, [why or UNSCORABLE[0]])
        elif action == "undo":
            curation.undo(record, number)
        else:
            raise forms.undecided("action", action, allowed="accept, reject, unscorable, undo")
        queue = _queue(record.connection, record.today, blinded(record.connection, sitting.name))
    if action == "undo":
        return see(CANDIDATES, at=number)
    after = next((one for one in queue if one > number), queue[0] if queue else None)
    return see(CANDIDATES, at=after, last=number, did=action, why=why if action != "accept" else None)


def require_unchanged(sitting: Sitting, version: str, what: str) -> None:
    """Refuse what was decided on what is no longer so."""
    if sitting.form.get("version") != version:
        raise StaleVersion(
            f"{what} changed since you opened it, and sending this again changes nothing: look at it anew"
        )


# Due questions, resolved blind: neither author nor probability is on the page


def _due_queue(connection: Any, today: date) -> list[int]:
    wanted = _first("state", State.OVERDUE, sort="closes_on")
    return [one["id"] for one in list_questions(connection, wanted, today=today)[0]]


def _due(sitting: Sitting) -> Response:
    today = sitting.today
    with sitting.context.database.read() as connection:
        queue = _due_queue(connection, today)
        waiting = count_waiting(connection, today=today)
        done = _decided(sitting, connection, today)
        at = _asked_for(sitting) or (queue[0] if queue else None)
        if at is None:
            return draw(
                sitting,
                "desk/done.html",
                "No question is due",
                {"last": None, "done": done, "waiting": waiting},
            )
        question = read_question(connection, at, today=today)
    page = {
        "question": question,
        "version": sitting.version(etag_of(encode(question))),
        "latest": latest_entry(question),
        "anew": f"{DUE}?at={at}",
        "waiting": waiting,
        "done": done,
        "today": today,
        "void_reasons": list(VoidReason),
        **_neighbours(queue, at, queue.index(at) if at in queue else 0),
    }
    return draw(sitting, "desk/due.html", f"Question {at}", page)


def _decided(sitting: Sitting, connection: Any, today: date) -> dict[str, Any] | None:
    """The question resolved just before, and what that did to scores: now it may be seen."""
    number = forms.number(sitting.query, "done")
    if number is None:
        return None
    wanted = PageRequest(filters=(Filter("question", Operator.EQ, (number,)),), limit=AT_HAND)
    return {
        "question": read_question(connection, number, today=today),
        "forecasts": list_forecasts(connection, wanted, today=today)[0],
    }


def latest_entry(question: dict[str, Any]) -> dict[str, Any] | None:
    """What was last done about a question's answer, and by whom."""
    done = [
        (said["seq"], what, said)
        for entry in question["resolutions"]
        for what, said in (
            (f"answered {entry['outcome']}" if entry["outcome"] else DONE[entry["action"]], entry),
            *(("confirmed", one) for one in entry["confirmations"]),
        )
    ]
    if not done:
        return None
    _, what, said = max(done, key=lambda one: one[0])
    return {
        "what": what,
        "who": said["curator_name"] or said["curator"],
        "when": said["recorded_at"],
        "note": said["note"],
    }


def _resolve(sitting: Sitting) -> Response:
    form, number = sitting.form, forms.number(sitting.path, "id") or 0
    with sitting.recording() as record:
        question = read_question(record.connection, number, today=record.today)
        require_unchanged(sitting, etag_of(encode(question)), f"question {number}")
        with forms.on_form(evidence="url"):
            resolution.resolve(
                record,
                number,
                _verdict(form),
                evidence=_evidence(form, record.today),
                note=form.get("note", "").strip(),
            )
        queue = _due_queue(record.connection, record.today)
    return see(DUE, at=queue[0] if queue else None, done=number)


def _verdict(form: dict[str, str]) -> Verdict:
    word = form.get("outcome", "")
    if word not in {Outcome.YES, Outcome.NO, Outcome.VOID, Outcome.FRACTION}:
        raise forms.undecided("outcome", word, allowed="yes, no, fraction, void")
    outcome = Outcome(word)
    why = forms.choice(form, "void_reason", VoidReason) if outcome is Outcome.VOID else None
    return Verdict(
        outcome=outcome,
        value=forms.share(form, "value") if outcome is Outcome.FRACTION else None,
        occurred_on=None if outcome is Outcome.VOID else forms.day(form, "occurred_on"),
        void_reason=why,
    )


def _evidence(form: dict[str, str], today: date) -> tuple[resolution.Evidence, ...]:
    url, citation = forms.given(form, "url"), forms.given(form, "citation")
    if url is None and citation is None:
        raise InvalidInput(
            "evidence", "is missing", allowed="an address or a citation of what shows the outcome"
        )
    return (
        resolution.Evidence(
            retrieved_on=forms.day(form, "retrieved_on") or today, url=url, citation=citation
        ),
    )


def see(address: str, **query: Any) -> Response:
    """Go on with a GET, so that reloading repeats nothing."""
    asked = {name: value for name, value in query.items() if value is not None}
    return RedirectResponse(f"{address}?{urlencode(asked)}" if asked else address, 303)
