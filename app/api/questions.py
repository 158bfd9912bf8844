"""Questions with their ledgers; no forecast is shown, so that resolving stays blind."""

from __future__ import annotations

from starlette.responses import Response

from app.api.lists import reply_page
from app.api.routes import Call, Example, Routes
from app.api.shapes import QuestionPage, QuestionShape
from app.http.etags import encode
from app.http.lists import page_request, parameters_of
from app.http.parameters import id_in_path
from app.queries import questions

routes = Routes("questions")


@routes.read(
    "/questions/{id}",
    path=(id_in_path(example=18),),
    response=QuestionShape,
    example=Example(path={"id": 18}),
)
def get_question(call: Call[None]) -> Response:
    """Read a question; its ETag is what resolving it needs in If-Match."""
    with call.database.read() as connection:
        return call.reply(encode(questions.read_question(connection, call.path["id"], today=call.today)))


@routes.read(
    "/questions",
    query=parameters_of(questions.QUESTIONS),
    response=QuestionPage,
    example=Example(query={"state__in": "open,overdue", "sort": "closes_on"}),
)
def list_questions(call: Call[None]) -> Response:
    """List questions; overdue ones wait for a curator."""
    wanted = page_request(call.query, questions.QUESTIONS)
    with call.database.read() as connection:
        items, page = questions.list_questions(connection, wanted, today=call.today)
    return reply_page(call, items, page)
