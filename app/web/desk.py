"""The curator's desk: candidates to judge and due questions to resolve, one at a time."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.responses import RedirectResponse, Response

from app.domain.errors import InvalidInput, StaleVersion
from app.domain.question import State
from app.domain.resolution import Action, Outcome, Verdict, VoidReason
from app.http.etags import encode, etag_of
from app.queries.articles import read_article
from app.queries.codings import blind_questions, blinded, require_sight, require_sight_of_question
from app.queries.decisions import last_decision
from app.queries.forecasts import list_forecasts, read_forecast
from app.queries.pages import Filter, Operator, PageRequest
from app.queries.people import list_topics
from app.queries.questions import read_question
from app.queries.queues import beside_candidate, beside_due, count_waiting, first_candidate, first_due
from app.queries.suggestions import suggest_for_forecast
from app.services import curation, resolution
from app.web import accepting, forms, signed_in
from app.web.marking import mark
from app.web.pages import Table
from app.web.queues import candidate_queue, due_queue
from app.web.signed_in import LIST, Sitting, draw

AT_HAND = 200  # forecasts that a page lists beside what it is about
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
VOID_REASONS = {
    VoidReason.FALSE_CONDITION: "its condition did not come about",
    VoidReason.AMBIGUOUS: "what decides it can be read in more than one way",
    VoidReason.UNVERIFIABLE: "nobody can find out what happened",
    VoidReason.OTHER: "another reason, given in the note",
}
UNDECIDED = (State.OPEN, State.OVERDUE)
CANDIDATES, DUE = "/desk/candidates", "/desk/due"


def install(app: FastAPI) -> None:
    """Serve the desk."""
    signed_in.serve(app, "GET", "/desk", _desk, twins=LIST)
    signed_in.serve(app, "GET", CANDIDATES, _candidate, twins=LIST)
    signed_in.serve(app, "POST", CANDIDATES + "/{id}", _judge, again=_candidate)
    signed_in.serve(app, "GET", DUE, _due, twins=LIST)
    signed_in.serve(app, "POST", DUE + "/{id}", _resolve, again=_due)


def _desk(sitting: Sitting) -> Response:
    with sitting.context.database.read() as connection:
        waiting = count_waiting(connection, today=sitting.today)
    table = Table(("queue", "waiting"), list(waiting.items()))
    return draw(sitting, "desk/desk.html", "Desk", {"waiting": waiting}, table=table)


def _asked_for(sitting: Sitting) -> int | None:
    """Which of a queue is to be shown: of a form that was refused, its own."""
    return forms.number(sitting.path, "id") or forms.number(sitting.query, "at")


# Candidates


def _candidate(sitting: Sitting) -> Response:
    today = sitting.today
    with sitting.context.database.read() as connection:
        hidden = blinded(connection, sitting.name)
        waiting = count_waiting(connection, today=today)
        last = _last(sitting, connection, today, hidden)
        queue, table = candidate_queue(sitting, connection, hidden) if sitting.twin else ({}, None)
        at = _asked_for(sitting) or first_candidate(connection, hidden=hidden)
        if at is None:
            ended = {"last": last, "done": None, "waiting": waiting, "queue": queue}
            return draw(sitting, "desk/done.html", "No candidate waits", ended, table=table)
        forecast = read_forecast(connection, at, today=today, curator=True)
        require_sight(connection, forecast["article"]["id"], reader=sitting.name)
        article = read_article(connection, forecast["article"]["id"], curator=True)
        suggested = suggest_for_forecast(connection, at, hidden=hidden)
        beside = beside_candidate(connection, at, hidden=hidden)
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
        "before": beside.before,
        "after": beside.after,
        "queue": queue,
    }
    return draw(sitting, "desk/candidate.html", f"Candidate {at}", page, table=table)


def _last(sitting: Sitting, connection: Any, today: date, hidden: frozenset[int]) -> dict[str, Any] | None:
    """The decision before, which can be undone and said again."""
    number = forms.number(sitting.query, "last")
    if number is None:
        return None
    forecast = read_forecast(connection, number, today=today, curator=True)
    if forecast["article"]["id"] in hidden:
        return None
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
                edits = accepting.edits(sitting.form, held)  # what was typed wrong before what is missing
                curation.accept(record, number, accepting.link(record, sitting.form), edits)
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
        hidden = blinded(record.connection, sitting.name)
        after = beside_candidate(record.connection, number, hidden=hidden).after
        after = after or first_candidate(record.connection, hidden=hidden)
    if action == "undo":
        return see(CANDIDATES, at=number)
    return see(CANDIDATES, at=after, last=number, did=action, why=why if action != "accept" else None)


def require_unchanged(sitting: Sitting, version: str, what: str) -> None:
    """Refuse what was decided on what is no longer so."""
    if sitting.form.get("version") != version:
        raise StaleVersion(
            f"{what} changed since you opened it, and sending this again changes nothing: look at it anew"
        )


# Due questions, resolved blind: neither author nor probability is on the page


def _due(sitting: Sitting) -> Response:
    today = sitting.today
    with sitting.context.database.read() as connection:
        hidden = blind_questions(connection, sitting.name)
        waiting = count_waiting(connection, today=today)
        done = _decided(sitting, connection, today)
        queue, table = due_queue(sitting, connection, hidden) if sitting.twin else ({}, None)
        at = _asked_for(sitting) or first_due(connection, today=today, hidden=hidden)
        if at is None:
            ended = {"last": None, "done": done, "waiting": waiting, "queue": queue}
            return draw(sitting, "desk/done.html", "No question is due", ended, table=table)
        question = read_question(connection, at, today=today)
        require_sight_of_question(connection, at, reader=sitting.name)
        beside = beside_due(connection, at, question["closes_on"], today=today, hidden=hidden)
        repeated = _repeated(sitting, connection, today, hidden)
    reasons = [
        (reason.value, words)
        for reason, words in VOID_REASONS.items()
        if reason is not VoidReason.FALSE_CONDITION or question["condition"] is not None
    ]
    page = {
        "question": question,
        "version": sitting.version(etag_of(encode(question))),
        "latest": latest_entry(question),
        "repeated": repeated,
        "anew": f"{DUE}?at={at}",
        "waiting": waiting,
        "done": done,
        "today": today,
        "void_reasons": reasons,
        "before": beside.before,
        "after": beside.after,
        "queue": queue,
    }
    if repeated is not None and sitting.told is None:
        page["typed"] = repeated["fields"]
    return draw(sitting, "desk/due.html", f"Question {at}", page, table=table)


def _repeated(
    sitting: Sitting, connection: Any, today: date, hidden: frozenset[int]
) -> dict[str, Any] | None:
    """One's own last answer to another question, to be looked at in the form: evidence is never silent."""
    number = forms.number(sitting.query, "like")
    if number is None or number in hidden:
        return None
    question = read_question(connection, number, today=today)
    entry = question["resolutions"][-1] if question["resolutions"] else None
    if entry is None or (entry["curator"], entry["action"]) != (sitting.name, Action.RESOLVE):
        return None
    shown = {**entry["evidence"][0], **{name: entry[name] for name in ("occurred_on", "void_reason", "note")}}
    shown["value"] = f"{100 * entry['value']:g}" if entry["outcome"] == Outcome.FRACTION else None
    fields = {name: "" if value is None else str(value) for name, value in shown.items()}
    return {"question": number, "text": question["text"], "outcome": entry["outcome"], "fields": fields}


def _decided(sitting: Sitting, connection: Any, today: date) -> dict[str, Any] | None:
    """The question resolved just before, and what that did to scores: now it may be seen."""
    number = forms.number(sitting.query, "done")
    if number is None:
        return None
    if number in blind_questions(connection, sitting.name):
        return None
    question = read_question(connection, number, today=today)
    if question["state"] in UNDECIDED and question["waits_for"] is None:
        return None
    wanted = PageRequest(filters=(Filter("question", Operator.EQ, (number,)),), limit=AT_HAND)
    entry = question["resolutions"][-1] if question["resolutions"] else None
    mine = entry is not None and (entry["curator"], entry["action"]) == (sitting.name, Action.RESOLVE)
    return {
        "question": question,
        "version": etag_of(encode(question)) if mine else None,  # only one's own answer is taken back here
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
        require_sight_of_question(record.connection, number, reader=sitting.name)
        require_unchanged(sitting, etag_of(encode(question)), f"question {number}")
        if form.get("action") == "undo":
            resolution.undo(record, number)
            return see(DUE, at=number)
        with forms.on_form(evidence="url"):
            resolution.resolve(
                record,
                number,
                _verdict(form),
                evidence=_evidence(form, record.today),
                note=form.get("note", "").strip(),
            )
        today, hidden = record.today, blind_questions(record.connection, sitting.name)
        beside = beside_due(record.connection, number, question["closes_on"], today=today, hidden=hidden)
        after = beside.after or first_due(record.connection, today=today, hidden=hidden)
    return see(DUE, at=after, done=number)


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
