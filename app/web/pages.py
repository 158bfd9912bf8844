"""How a page is declared and answered: one model, shown as HTML, JSON or CSV by the address's suffix."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import anyio.to_thread
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.domain.errors import ForeseenError, InvalidInput, NotFound
from app.http import etags
from app.http.compression import takes_gzip
from app.http.context import Context
from app.http.errors import Fault, Refusal, invalid, status_of
from app.http.parameters import Parameter, read_path, read_query, without_tracking
from app.http.scoring import options_of
from app.queries.glance import is_simulated
from app.queries.head import read_head
from app.storage.database import Database
from app.web.packing import pack, readme
from app.web.paging import PAGE
from app.web.templates import render

SUFFIXES = (".json", ".csv", ".zip")
COMPRESSED_FROM = 1_000  # bytes; what is smaller only grows
SMALL_ALREADY = {"image/png", "application/zip"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
# What went wrong is put above the form or list that asked, which stays as it was.
BESIDE = {
    "HX-Retarget": "#refused",
    "HX-Reselect": "#refused > *",
    "HX-Reswap": "innerHTML show:top",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for a page, read and checked."""

    request: Request
    context: Context
    path: Mapping[str, Any]
    query: Mapping[str, Any]

    @property
    def database(self) -> Database:
        """The database."""
        return self.context.database

    @property
    def today(self) -> date:
        """The UTC day."""
        return self.context.clock().astimezone(UTC).date()

    @property
    def scoring(self) -> dict[str, Any]:
        """Which forecasts are scored and by which rules, as the services take it."""
        return options_of(self.query, self.context.clock)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a page, in the long format that programs read; None is an empty cell."""

    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]  # read once: made only for whoever takes the table
    whole: bool = False  # every row of the list, whichever page was asked for


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page has to say: its title, its model (the JSON twin) and its table (the CSV twin)."""

    title: str
    model: dict[str, Any]
    table: Table | None = None
    moved: str | None = None  # where it lives now, below the same root


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One address with what may be asked of it."""

    address: str
    template: str
    read: Callable[[Asked], Shown]
    path: tuple[Parameter, ...] = ()
    query: tuple[Parameter, ...] = ()
    twins: bool = True
    data: str | None = None  # where whoever takes JSON alone is led
    declared: Mapping[str, Parameter] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "declared", {held.name: held for held in self.query})


def install(app: FastAPI, page: Page) -> None:
    """Serve a page and its twins."""
    named = "{" in page.address.rpartition("/")[2]
    home = "/index" if page.address == "/" else page.address  # the root's twins need a name
    # An address that ends in a parameter takes the suffix with it; another one is served under each.
    suffixes = ("",) if named or not page.twins else ("", *SUFFIXES)
    for suffix in suffixes:
        app.router.add_api_route(
            home + suffix if suffix else page.address,
            _handler(page, suffix),
            methods=["GET"],
            include_in_schema=False,
        )


def _handler(page: Page, fixed: str) -> Callable[[Request], Any]:
    async def handle(request: Request) -> Response:
        context: Context = request.app.state.context
        if page.data is not None and not fixed and _takes_json_alone(request):
            return RedirectResponse(page.data, 307, headers={"Vary": "Accept"})
        given = dict(request.scope["path_params"])
        suffix = fixed
        if given and page.twins and not fixed:
            last = next(reversed(given))
            suffix = next((one for one in SUFFIXES if given[last].endswith(one)), "")
            given[last] = given[last].removesuffix(suffix)

        def run() -> Response:
            try:
                path = read_path(page.path, given)
                query = read_query(page.declared, _answered(asked_of(request)))
                shown = _blaming(page, Asked(request, context, path, query))
                return _reply(request, page, shown, suffix)
            except (ForeseenError, Refusal) as error:
                if suffix:
                    raise
                return error_page(request, error)

        return await anyio.to_thread.run_sync(run)

    return handle


def asked_of(request: Request) -> bytes:
    """The query of a public address, as far as it asks for anything here."""
    return without_tracking(request.scope["query_string"])


def _answered(query: bytes) -> bytes:
    """Without the fields that a form sends empty: they ask for nothing."""
    parts = (part.partition(b"=") for part in query.split(b"&") if part)
    return b"&".join(b"".join(part) for part in parts if part[2] or not part[1])


def _takes_json_alone(request: Request) -> bool:
    return request.headers.get("accept", "").partition(";")[0].strip() == "application/json"


def _blaming(page: Page, asked: Asked) -> Shown:
    """404 is about the address: what a parameter names and is not there is that one's fault."""
    try:
        return page.read(asked)
    except NotFound as error:
        named = next((name for name, value in asked.query.items() if value == error.key), None)
        if named is None or error.key in asked.path.values():
            raise
        raise invalid(Fault(named, error.message, f"the slug of one {error.thing}")) from error


def _reply(request: Request, page: Page, shown: Shown, suffix: str) -> Response:
    query = asked_of(request).decode("ascii", "replace")
    if shown.moved is not None:
        address = shown.moved + suffix + (f"?{query}" if query else "")
        return RedirectResponse(address, 308)
    if suffix == ".json":
        return send(request, etags.encode(shown.model), "application/json")
    if suffix == ".csv":
        if shown.table is None:
            raise NotFound("table", request.scope["path"])
        reply = send(request, write_csv(shown.table), "text/csv; charset=utf-8")
        _lead_on(reply, request, _rest(shown.table, shown.model, query))
        return reply
    if suffix == ".zip":
        if shown.table is None:
            raise NotFound("table", request.scope["path"])
        return send(request, packed(request, shown), "application/zip")
    path = quote(request.scope["path"])
    held = "/index" if path == "/" else path
    plain = query.replace('"', "%22").replace("\\", "%5C")  # it stands in lines of code to copy
    asking = {".json": plain, **dict.fromkeys((".csv", ".zip"), _of_table(shown.table, plain))}
    twins = {
        suffix[1:]: held + suffix + (f"?{asking[suffix]}" if asking[suffix] else "")
        for suffix in SUFFIXES
        if page.twins and (suffix == ".json" or shown.table is not None)
    }
    given = dict(parse_qsl(query, keep_blank_values=False))
    content = _drawn(
        request,
        page.template,
        shown.title,
        shown.model,
        twins=twins,
        path=path,
        given=given,
        pinnable="as_of" in page.declared and "as_of" not in given,
        partial=_rest(shown.table, shown.model, query) is not None,
    )
    reply = send(request, content.encode(), "text/html; charset=utf-8")
    if page.data is not None:
        reply.headers["Vary"] = "Accept, Accept-Encoding"
    return reply


def _of_table(table: Table | None, query: str) -> str:
    """The query under which a table is named: a whole one is of no page."""
    if table is None or not table.whole:
        return query
    return "&".join(part for part in query.split("&") if part.partition("=")[0] != PAGE.name)


def _lead_on(reply: Response, request: Request, rest: str | None) -> None:
    if rest is not None:
        reply.headers["Link"] = f'<{quote(request.scope["path"])}?{rest}>; rel="next"'


def _rest(table: Table | None, listed: Mapping[str, Any], query: str) -> str | None:
    """The query of the rows after those that a table holds, where the list goes on."""
    if table is None or table.whole:
        return None
    cursor, number = listed.get("next"), listed.get("page")
    if cursor:
        onward = {"cursor": cursor}
    elif isinstance(number, int) and number < listed.get("pages", 0):
        onward = {PAGE.name: str(number + 1)}
    else:
        return None
    kept = [part for part in query.split("&") if part and part.partition("=")[0] not in onward]
    return "&".join([*kept, urlencode(onward)])


def origin_of(request: Request) -> str:
    """Where this site is, as the client calls it."""
    return f"{request.url.scheme}://{request.url.netloc}"


def send(request: Request, content: bytes, media_type: str, *, status: int = 200) -> Response:
    """The bytes with their ETag, smaller where the client takes gzip; 304 where it holds them already."""
    headers = {**HEADERS, "Vary": "Accept-Encoding", "Cache-Control": "no-cache"}
    if media_type not in SMALL_ALREADY and len(content) >= COMPRESSED_FROM and takes_gzip(request):
        content = gzip.compress(content, 6, mtime=0)
        headers["Content-Encoding"] = "gzip"
    headers["ETag"] = etags.etag_of(content)
    if status == 200 and etags.is_held(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(content, status, headers=headers, media_type=media_type)


def packed(request: Request, shown: Shown) -> bytes:
    """The table with what somebody must know to cite it and to get it again."""
    if shown.table is None:
        raise AssertionError("only a table is packed")
    query = _of_table(shown.table, asked_of(request).decode("ascii", "replace"))
    path = quote(request.scope["path"]).removesuffix(".zip")
    held = f"{origin_of(request)}{path}.csv"
    address = held + (f"?{query}" if query else "")
    rest = _rest(shown.table, shown.model, query)
    context: Context = request.app.state.context
    with context.database.read() as connection:
        head = read_head(connection)
    today = context.clock().astimezone(UTC).date().isoformat()
    about = readme(
        shown.title,
        address,
        shown.model,
        shown.table.columns,
        head=head,
        today=today,
        rest=rest and f"{held}?{rest}",
    )
    return pack({"data.csv": write_csv(shown.table), "README.txt": about.encode()})


def write_csv(table: Table) -> bytes:
    """Snake case names, UTF-8, lower-case booleans, nothing for what is missing."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([[_cell(value) for value in row] for row in table.rows])
    return out.getvalue().encode()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    # A spreadsheet takes words that begin so for a formula.
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t"} else value


def show(
    request: Request,
    template: str,
    title: str,
    page: dict[str, Any],
    *,
    status: int = 200,
    session: Any = None,
    twins: Mapping[str, str] | None = None,
) -> Response:
    """A page that nobody else may keep; twins: where it is found otherwise."""
    path = quote(request.scope["path"])
    content = _drawn(request, template, title, page, path=path, session=session, twins=twins)
    return _kept_by_nobody(content, "text/html; charset=utf-8", status)


def show_twin(request: Request, suffix: str, page: dict[str, Any], table: Table | None) -> Response:
    """The same page for programs."""
    if suffix == ".json":
        return _kept_by_nobody(etags.encode(page), "application/json")
    if table is None:
        raise NotFound("table", request.scope["path"])
    reply = _kept_by_nobody(write_csv(table), "text/csv; charset=utf-8")
    # A queue's list stands beside the one that is shown.
    _lead_on(reply, request, _rest(table, page.get("queue") or page, request.url.query))
    return reply


def _kept_by_nobody(content: str | bytes, media_type: str, status: int = 200) -> Response:
    headers = {**HEADERS, "Cache-Control": "no-store"}
    return Response(content, status, headers=headers, media_type=media_type)


@dataclass(frozen=True, slots=True)
class Told:
    """What went wrong, as a page says it."""

    status: int
    detail: str
    faults: tuple[Fault, ...] = ()

    @classmethod
    def of(cls, error: ForeseenError | Refusal) -> Told:
        """An error in the words of a page."""
        if isinstance(error, Refusal):
            return cls(error.status, error.detail, tuple(error.faults))
        fault = Fault(error.field, error.detail, error.allowed) if isinstance(error, InvalidInput) else None
        return cls(status_of(error), error.message, () if fault is None else (fault,))

    @property
    def fields(self) -> frozenset[str]:
        """What it blames."""
        return frozenset(fault.parameter for fault in self.faults)


def error_page(request: Request, error: ForeseenError | Refusal) -> Response:
    """What went wrong, on a page that says what would be right."""
    told = Told.of(error)
    title = "Not found" if told.status == 404 else "That cannot be shown"
    page = {"status": told.status, "detail": told.detail, "faults": told.faults}
    content = _drawn(request, "error.html", title, page, path="")
    reply = send(request, content.encode(), "text/html; charset=utf-8", status=told.status)
    reply.headers["Vary"] = "Accept-Encoding, HX-Request"  # beside a form it says less
    if is_swapped(request):
        reply.headers.update(BESIDE)
    return reply


def is_swapped(request: Request) -> bool:
    """Whether a script puts the answer's main part into a page that is there already."""
    return request.headers.get("hx-request") == "true"


def _drawn(
    request: Request,
    template: str,
    title: str,
    page: dict[str, Any],
    *,
    path: str,
    twins: Mapping[str, str] | None = None,
    given: Mapping[str, str] | None = None,
    session: Any = None,
    pinnable: bool = False,
    partial: bool = False,
) -> str:
    """A page's HTML, with what the frame around every page asks for."""
    return render(
        template,
        title=title,
        page=page,
        twins=twins or {},
        path=path,
        given=given or {},
        simulated=simulated(request),
        origin=origin_of(request),
        session=session,
        pinnable=pinnable,
        partial=partial,
        swapped=is_swapped(request),
    )


def simulated(request: Request) -> bool:
    """Whether every page has to say that its record is made up."""
    context: Context = request.app.state.context
    try:
        with context.database.read() as connection:
            return is_simulated(connection)
    except ForeseenError:
        return False  # a page that tells of a database in trouble is still a page
