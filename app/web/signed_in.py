"""Signing in and out, and what every page of the desk asks first: who is there, and is the form ours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date
from typing import Any
from urllib.parse import quote, urlsplit

import anyio.to_thread
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match

from app.access.sessions import LASTS, Session, find_session, sign_in, sign_out
from app.domain.errors import ForeseenError
from app.http.context import Context
from app.http.errors import Refusal
from app.services.recording import recording
from app.storage.record import Record
from app.web.forms import read_form
from app.web.pages import Table, Told, error_page, is_swapped, show, show_twin

COOKIE = "foreseen_session"
DESK = "/desk"
LIST = (".json", ".csv")  # the twins of a list
THING = (".json",)
DOOR = "/desk/sign-in"
ENDED = "your session has ended: sign in in another tab and send this again"


@dataclass(frozen=True, slots=True)
class Sitting:
    """One request of somebody who is signed in."""

    request: Request
    context: Context
    session: Session
    path: dict[str, str]
    query: dict[str, str]
    form: dict[str, str]
    told: Told | None = None  # why the form that was sent is shown again
    twin: str = ""  # the suffix that was asked for
    twins: tuple[str, ...] = ()  # those that the page has

    @property
    def today(self) -> date:
        """The UTC day."""
        return self.context.clock().astimezone(UTC).date()

    @property
    def name(self) -> str:
        """Who is signed in, as the record names them."""
        return self.session.actor.name

    def version(self, now: str) -> str:
        """What a form was made from; one that was refused stays as old as it was when it comes back."""
        return now if self.told is None else self.form.get("version", "")

    def recording(self) -> AbstractContextManager[Record]:
        """What is decided, written down in the name of whoever is signed in."""
        context = self.context
        return recording(context.database, actor=self.name, clock=context.clock)


Answer = Callable[[Sitting], Response]


def serve(
    app: FastAPI,
    method: str,
    address: str,
    answer: Answer,
    *,
    again: Answer | None = None,
    twins: Sequence[str] = (),
    fetches: str | None = None,
) -> None:
    """A page or an action of the desk, for curators alone; `again` shows a form that was refused, filled.

    twins: the suffixes under which a page is served too, JSON as its template sees it and CSV its table;
    fetches: what a form's action is called that waits for somebody else's server.
    """
    # An address that ends in a parameter would take the suffix with it: so those come first.
    for suffix in (*twins, ""):
        handle = _handler(method, answer, again, suffix=suffix, twins=twins, fetches=fetches)
        app.router.add_api_route(twin_of(address, suffix), handle, methods=[method], include_in_schema=False)


def twin_of(path: str, suffix: str) -> str:
    """Where a page is found otherwise; that of the desk itself lies below it, as its cookie does."""
    return (f"{DESK}/index" if path == DESK and suffix else path) + suffix


def _handler(
    method: str,
    answer: Answer,
    again: Answer | None,
    *,
    suffix: str,
    twins: Sequence[str],
    fetches: str | None,
) -> Callable[[Request], Any]:
    async def handle(request: Request) -> Response:
        context: Context = request.app.state.context
        try:
            form = await read_form(request) if method == "POST" else {}
        except Refusal as error:
            return error_page(request, error)

        def run() -> Response:
            try:
                session = find_session(context.database, request.cookies.get(COOKIE, ""), clock=context.clock)
                if session is None:
                    if suffix:
                        raise Refusal(401, f"curators alone may read this: sign in at {DOOR}")
                    return _to_door(request)
                if method == "POST":
                    _require_own(request, session, form)
                query = dict(request.query_params)
                path = request.path_params
                sitting = Sitting(
                    request, context, session, path, query, form, twin=suffix, twins=tuple(twins)
                )
                return answer(sitting) if again is None else _answered(sitting, answer, again)
            except (ForeseenError, Refusal) as error:
                if suffix:
                    raise
                return error_page(request, error)

        limiter = context.writers if method == "POST" else None
        if fetches is not None and form.get("action") == fetches:
            limiter = context.fetches
        return await anyio.to_thread.run_sync(run, limiter=limiter)

    return handle


def _answered(sitting: Sitting, answer: Answer, again: Answer) -> Response:
    """What came of a form; one that is refused comes back with what was typed and what is wrong with it."""
    try:
        return answer(sitting)
    except ForeseenError as error:
        told = Told.of(error)
    # The page itself is there, or `again` says so: then what is missing is something that the form named.
    return again(replace(sitting, told=replace(told, status=422) if told.status == 404 else told))


def _to_door(request: Request) -> Response:
    if request.method == "POST" and is_swapped(request):
        # The form stays, with all that was typed, and is still theirs who sign in again by the same key.
        return error_page(request, Refusal(401, ENDED))
    return RedirectResponse(f"{DOOR}?next={quote(_stood_on(request), safe='/')}", 303)


def _stood_on(request: Request) -> str:
    """The page that was asked for, or the one whose form was sent, with its query."""
    if request.method == "GET":
        return _address(request.scope["path"], request.scope["query_string"].decode("ascii", "replace"))
    try:
        page = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return DESK
    asked = {**request.scope, "method": "GET", "path": page.path}
    # A form that came back refused stands at an address that only takes forms.
    is_page = any(route.matches(asked)[0] is Match.FULL for route in request.app.router.routes)
    ours = page.netloc == request.headers.get("host", "") and is_page
    return _address(page.path, page.query) if ours else DESK


def _address(path: str, query: str) -> str:
    return _within(f"{path}?{query}" if query else path)


def _require_own(request: Request, session: Session, form: dict[str, str]) -> None:
    """Refuse a form that another site's page sent in a curator's name."""
    if _is_from_elsewhere(request) or not session.owns(form.get("form_token", "")):
        raise Refusal(403, "this form did not come from a page of yours: open the desk again and repeat")


def _is_from_elsewhere(request: Request) -> bool:
    """Whether a browser says that another site's page sends this."""
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host", "")


def install(app: FastAPI) -> None:
    """Serve the door."""

    async def door(request: Request) -> Response:
        return await anyio.to_thread.run_sync(lambda: _door(request, wrong=False))

    async def enter(request: Request) -> Response:
        context: Context = request.app.state.context
        try:
            form = await read_form(request)
        except Refusal as error:
            return error_page(request, error)

        if _is_from_elsewhere(request):
            # Whoever is signed in so without knowing it would work in another's name.
            return error_page(request, Refusal(403, "sign in on the page of the desk itself"))

        def run() -> Response:
            token = sign_in(context.database, form.get("key", ""), clock=context.clock)
            if token is None:
                return _door(request, wrong=True)
            answer = RedirectResponse(_within(form.get("next", "")), 303)
            answer.set_cookie(
                COOKIE,
                token,
                max_age=int(LASTS.total_seconds()),
                path=DESK,
                httponly=True,
                samesite="strict",
                secure=request.url.scheme == "https",
            )
            return answer

        return await anyio.to_thread.run_sync(run, limiter=context.keys)

    app.router.add_api_route(DOOR, door, methods=["GET"], include_in_schema=False)
    app.router.add_api_route(DOOR, enter, methods=["POST"], include_in_schema=False)
    serve(app, "POST", "/desk/sign-out", _leave)


def _door(request: Request, *, wrong: bool) -> Response:
    page = {"wrong": wrong, "next": _within(request.query_params.get("next", ""))}
    return show(request, "desk/sign_in.html", "Sign in", page, status=403 if wrong else 200)


def _within(address: str) -> str:
    """Where to go on: a page of the desk and nothing else."""
    return address if address.startswith(DESK) and "//" not in address and "\\" not in address else DESK


def _leave(sitting: Sitting) -> Response:
    sign_out(sitting.context.database, sitting.request.cookies.get(COOKIE, ""))
    answer = RedirectResponse("/", 303)
    answer.delete_cookie(COOKIE, path=DESK)
    return answer


def draw(
    sitting: Sitting, template: str, title: str, page: dict[str, Any], *, table: Table | None = None
) -> Response:
    """A page of the desk, with who is signed in, the token of their forms, and a refused form's words.

    Of a page with twins the one that was asked for; table: its rows as CSV.
    """
    if sitting.twin:
        return show_twin(sitting.request, sitting.twin, page, table)
    told = sitting.told
    given = {"typed": {} if told is None else sitting.form, "told": told}
    return show(
        sitting.request,
        template,
        title if told is None else f"Not written: {title}",
        {**given, **page},
        status=200 if told is None else told.status,
        session=sitting.session,
        twins={suffix[1:]: twin_of(_here(sitting), suffix) + _asked(sitting) for suffix in sitting.twins},
    )


def _here(sitting: Sitting) -> str:
    return quote(sitting.request.scope["path"])


def _asked(sitting: Sitting) -> str:
    query = sitting.request.url.query
    return f"?{query}" if query else ""
