"""A curator's second look: confirm, contest, settle or take back an answer; and say who is one author."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.responses import Response

from app.domain.errors import InvalidInput
from app.http.etags import encode, etag_of
from app.queries.codings import blind_questions, require_sight_of_question
from app.queries.pages import Filter, Operator, PageRequest, Sort
from app.queries.people import list_authors, read_author
from app.queries.questions import list_questions, read_question
from app.queries.suggestions import suggest_for_author
from app.services import confirmation, people, resolution
from app.web import forms, signed_in
from app.web.desk import latest_entry, require_unchanged, see
from app.web.pages import Table
from app.web.signed_in import LIST, THING, Sitting, draw
from app.web.things import QUESTION_COLUMNS, question_row

QUESTIONS, AUTHORS = "/desk/questions", "/desk/authors"
CONFIRMED = ("false", "true")
AUTHOR_COLUMNS = ("slug", "name", "kind", "score")  # the last of suggestions alone


def install(app: FastAPI) -> None:
    """Serve both."""
    signed_in.serve(app, "GET", QUESTIONS, _answered, twins=LIST)
    signed_in.serve(app, "GET", QUESTIONS + "/{id}", _question, twins=THING)
    signed_in.serve(app, "POST", QUESTIONS + "/{id}", _decide, again=_question)
    signed_in.serve(app, "GET", AUTHORS, _authors, twins=LIST)
    signed_in.serve(app, "POST", AUTHORS + "/{slug}", _join, again=_authors)


def _answered(sitting: Sitting) -> Response:
    """Answers of curators, those that nobody confirmed first."""
    asked = forms.given(sitting.query, "confirmed")
    if asked is not None and asked not in CONFIRMED:
        raise InvalidInput("confirmed", f"{asked!r} is none", allowed="true, false")
    wanted = PageRequest(
        filters=(Filter("confirmed", Operator.IN, CONFIRMED if asked is None else (asked,)),),
        sort=(Sort("confirmed"), Sort("id", descending=True)),
        cursor=forms.given(sitting.query, "cursor"),
    )
    with sitting.context.database.read() as connection:
        questions, page = list_questions(connection, wanted, today=sitting.today)
        hidden = blind_questions(connection, sitting.name)
    seen = [one for one in questions if one["id"] not in hidden]
    shown = {"questions": seen, "next": page.next, "confirmed": asked}
    table = Table(QUESTION_COLUMNS, [question_row(one) for one in seen])
    return draw(sitting, "desk/questions.html", "A second look", shown, table=table)


def _question(sitting: Sitting) -> Response:
    number = forms.number(sitting.path, "id") or 0
    with sitting.context.database.read() as connection:
        question = read_question(connection, number, today=sitting.today)
        require_sight_of_question(connection, number, reader=sitting.name)
    page = {
        "question": question,
        "version": sitting.version(etag_of(encode(question))),
        "latest": latest_entry(question),
        "anew": f"{QUESTIONS}/{number}",
        "entry": next((one for one in question["resolutions"] if one["id"] == question["decided_by"]), None),
    }
    return draw(sitting, "desk/question.html", f"Question {number}", page)


def _decide(sitting: Sitting) -> Response:
    form, number = sitting.form, forms.number(sitting.path, "id") or 0
    action, why = form.get("action", ""), forms.given(form, "note") or ""
    with sitting.recording() as record:
        held = read_question(record.connection, number, today=record.today)
        require_sight_of_question(record.connection, number, reader=sitting.name)
        require_unchanged(sitting, etag_of(encode(held)), f"question {number}")
        if action == "confirm":
            confirmation.confirm(record, number, note=why)
        elif action == "dispute":
            resolution.dispute(record, number, reason=why)
        elif action == "settle":
            resolution.settle(record, number, reason=why)
        elif action == "undo":
            resolution.undo(record, number, note=why)
        else:
            raise forms.undecided("action", action, allowed="confirm, dispute, settle, undo")
    return see(f"{QUESTIONS}/{number}")


def _authors(sitting: Sitting) -> Response:
    slug = forms.given(sitting.path, "slug") or forms.given(sitting.query, "of")
    page: dict[str, Any] = {"of": slug, "author": None, "suggested": [], "authors": []}
    with sitting.context.database.read() as connection:
        if slug is None:
            page["authors"] = list_authors(connection, PageRequest(limit=200))[0]
        else:
            page["author"] = read_author(connection, slug)
            page["suggested"] = suggest_for_author(connection, page["author"]["slug"])["authors"]
    listed = page["authors"] or page["suggested"]
    table = Table(AUTHOR_COLUMNS, [[one.get(name) for name in AUTHOR_COLUMNS] for one in listed])
    return draw(sitting, "desk/authors.html", "Authors", page, table=table)


def _join(sitting: Sitting) -> Response:
    slug, action = sitting.path["slug"], sitting.form.get("action", "")
    into, other = forms.given(sitting.form, "into"), forms.given(sitting.form, "other")
    with sitting.recording() as record:
        author = people.find_author(record, slug)
        if action == "merge":
            field, words = ("into", into) if other is None else ("other", other)
            if words is None:
                raise InvalidInput("other", "is missing", allowed="the slug or the name of another author")
            people.merge_authors(record, author, people.find_author_named(record, field, words))
        elif action == "split":
            people.split_author(record, author)
        else:
            raise InvalidInput("action", f"{action!r} is none", allowed="merge, split")
    return see(AUTHORS, of=slug)
