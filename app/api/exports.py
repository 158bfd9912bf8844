"""The record as files."""

from __future__ import annotations

import tempfile
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from app.api.routes import Call, Example, Routes
from app.http.etags import is_held
from app.http.parameters import Parameter
from app.queries.pages import Kind
from app.services.exchange import FORMATS, write
from app.storage.record import seq_at

routes = Routes("exports")

MEDIA = {
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
}
FORMAT = Parameter(
    name="format", kind=Kind.CHOICE, description="csv, jsonl or parquet.", choices=FORMATS, example="csv"
)


@routes.read(
    "/exports/forecasts.{format}",
    path=(FORMAT,),
    response=None,
    files=tuple(MEDIA.values()),
    example=Example(path={"format": "csv"}),
)
def export_forecasts(call: Call[None]) -> Response:
    """Download every public forecast: a row for each of its authors."""
    wanted: str = call.path["format"]
    with call.database.read() as connection:
        head = seq_at(connection)
    if is_held(call.request, _tag(head, wanted)):
        return Response(status_code=304, headers={"ETag": _tag(head, wanted)})
    # A whole file first: a download that breaks off half-way must not look complete.
    with tempfile.NamedTemporaryFile(prefix="foreseen-export-", delete=False) as file:
        path = Path(file.name)
    try:
        written = write(call.database, path, wanted)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return FileResponse(
        path,
        media_type=MEDIA[wanted],
        filename=f"forecasts-{written.seq}.{wanted}",
        headers={"ETag": _tag(written.seq, wanted), "Cache-Control": "no-cache"},
        background=BackgroundTask(path.unlink, missing_ok=True),
    )


def _tag(seq: int, wanted: str) -> str:
    """The same event, the same rows: the record decides every byte."""
    return f'"{wanted}-{seq}"'
