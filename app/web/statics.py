"""Style sheets and scripts, served under the hash of what is in them."""

from __future__ import annotations

import gzip
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from app.http.compression import takes_gzip

PREFIX = "/static"
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Encoding",
}


@cache
def _held() -> dict[str, tuple[str, bytes, str]]:
    """By name: hash, content and type."""
    found: dict[str, tuple[str, bytes, str]] = {}

    def walk(folder: Traversable, below: str) -> None:
        for entry in folder.iterdir():
            name = f"{below}{entry.name}"
            if entry.is_dir():
                walk(entry, f"{name}/")
            elif (suffix := f".{entry.name.rpartition('.')[2]}") in TYPES:
                content = entry.read_bytes()
                found[name] = (sha256(content).hexdigest()[:16], content, TYPES[suffix])

    walk(files("app.web").joinpath("static"), "")
    return found


@cache
def _smaller(name: str) -> bytes:
    """The file compressed once for everybody."""
    return gzip.compress(_held()[name][1], 9, mtime=0)


def address_of(name: str) -> str:
    """Where a file of that name is served; KeyError where there is none."""
    return f"{PREFIX}/{_held()[name][0]}/{name}"


def install(app: FastAPI) -> None:
    """Serve every file."""

    async def serve(request: Request) -> Response:
        name, tag = request.path_params["name"], request.path_params["tag"]
        held = _held().get(name)
        if held is None or held[0] != tag:
            return Response("there is no such file", 404, media_type="text/plain")
        if takes_gzip(request):
            headers = {**HEADERS, "Content-Encoding": "gzip"}
            return Response(_smaller(name), headers=headers, media_type=held[2])
        return Response(held[1], headers=HEADERS, media_type=held[2])

    app.router.add_api_route(PREFIX + "/{tag}/{name:path}", serve, methods=["GET"], include_in_schema=False)
