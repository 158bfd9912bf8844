"""Files as they are served, and those of others as they were published."""

from __future__ import annotations

import re
from hashlib import sha256
from importlib.resources import files

import pytest
from starlette.testclient import TestClient

from app.web.statics import address_of
from tests.api.conftest import Site

# Of the packages as the registry holds them.
VENDORED = {
    "pico.min.css": "fbc9a63fc9fc9f72d12fd7fc9806e11fa9f77ae4f9cad146b27003a1119ba3db",
    "htmx.min.js": "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130",
}
LICENCES = {"pico.min.css": "MIT License", "htmx.min.js": "Zero-Clause BSD"}


@pytest.mark.parametrize("name", VENDORED)
def test_a_vendored_file_is_unmodified_and_stands_beside_its_licence(name: str) -> None:
    folder = files("app.web").joinpath("static/vendor")
    assert sha256(folder.joinpath(name).read_bytes()).hexdigest() == VENDORED[name]
    assert LICENCES[name] in folder.joinpath(f"{name.split('.', maxsplit=1)[0]}.LICENSE.md").read_text()


def test_a_file_is_kept_for_ever_under_the_hash_of_what_is_in_it(client: TestClient) -> None:
    answer = client.get(address_of("foreseen.css"))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get("/static/0000000000000000/foreseen.css").status_code == 404
    assert client.get(address_of("foreseen.css").replace("foreseen.css", "../pages.py")).status_code == 404


def test_a_file_is_sent_smaller_to_whoever_takes_it(client: TestClient) -> None:
    whole = client.get(address_of("vendor/htmx.min.js"), headers={"Accept-Encoding": "identity"})
    smaller = client.get(address_of("vendor/htmx.min.js"), headers={"Accept-Encoding": "gzip"})
    assert (whole.headers.get("content-encoding"), smaller.headers["content-encoding"]) == (None, "gzip")
    assert smaller.headers["vary"] == "Accept-Encoding"
    assert smaller.content == whole.content
    assert int(smaller.headers["content-length"]) < int(whole.headers["content-length"]) / 2


@pytest.mark.parametrize("address", ["/", "/authors/ada-rowe", "/authors", "/questions", "/search"])
def test_a_first_visit_takes_less_than_50_kb(read_only: Site, address: str) -> None:
    headers = {"Accept": "text/html", "Accept-Encoding": "gzip"}
    page = read_only.client.get(address, headers=headers)
    parts = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    sizes = [
        int(answer.headers["content-length"])
        for answer in (page, *(read_only.client.get(part, headers=headers) for part in parts))
    ]
    assert len(sizes) >= 4  # the page, two style sheets, the mark
    assert sum(sizes) < 50_000
