"""Specifications drawn by vl-convert: no network, no script, the same bytes for the same data."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b
from typing import Any, Literal

import orjson
import vl_convert

Format = Literal["svg", "png"]
MEDIA_TYPES: dict[Format, str] = {"svg": "image/svg+xml", "png": "image/png"}
PNG_SCALE = 2.0
KEPT = 512  # drawings in memory: 10 to 80 kB each

_drawn: OrderedDict[bytes, bytes] = OrderedDict()
_lock = threading.Lock()


def draw(spec: dict[str, Any], form: Format) -> bytes:
    """The figure in one format."""
    if form == "svg":
        return str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])).encode()
    return bytes(vl_convert.vegalite_to_png(spec, scale=PNG_SCALE, allowed_base_urls=[]))


def draw_picture(svg: str) -> bytes:
    """A drawing that is SVG already as PNG, in its own size."""
    return bytes(vl_convert.svg_to_png(svg, scale=1.0))


def kept_once(key: tuple[Any, ...], make: Callable[[], bytes]) -> bytes:
    """The drawing of this key, made unless it is at hand; the key holds all that it depends on."""
    tag = blake2b(orjson.dumps(key), digest_size=16).digest()
    with _lock:
        held = _drawn.get(tag)
        if held is not None:
            _drawn.move_to_end(tag)
            return held
    content = make()
    with _lock:
        _drawn[tag] = content
        while len(_drawn) > KEPT:
            _drawn.popitem(last=False)
    return content
