"""Files as they are served, and those of others as they were published."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files

import pytest
from starlette.testclient import TestClient

from app.web.statics import address_of

# Of the packages as the registry holds them.
VENDORED = {"pico.min.css": "fbc9a63fc9fc9f72d12fd7fc9806e11fa9f77ae4f9cad146b27003a1119ba3db"}


@pytest.mark.parametrize("name", VENDORED)
def test_a_vendored_file_is_unmodified_and_stands_beside_its_licence(name: str) -> None:
    folder = files("app.web").joinpath("static/vendor")
    assert sha256(folder.joinpath(name).read_bytes()).hexdigest() == VENDORED[name]
    assert "License" in folder.joinpath(f"{name.split('.', maxsplit=1)[0]}.LICENSE.md").read_text()


def test_a_file_is_kept_for_ever_under_the_hash_of_what_is_in_it(client: TestClient) -> None:
    answer = client.get(address_of("foreseen.css"))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get("/static/0000000000000000/foreseen.css").status_code == 404
    assert client.get(address_of("foreseen.css").replace("foreseen.css", "../pages.py")).status_code == 404
