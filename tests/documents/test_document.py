"""Canonical text: what moves, what stays, what is refused."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from app.documents import canonical, sha256_of
from app.domain.errors import InvalidInput


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("\ufeffbegins with a mark", "begins with a mark"),
        ("cafe\u0301", "caf\u00e9"),
        ("  kept, both sides \n\n", "  kept, both sides \n\n"),
        ("tab\there\u2028separator", "tab\there\u2028separator"),
        ("a\r\n\r\nb", "a\n\nb"),
    ],
)
def test_only_normal_form_line_ends_and_mark_change(given: str, expected: str) -> None:
    assert canonical(given) == expected


@pytest.mark.parametrize("text", ["one\r\ntwo", "e\u0301\r\r\n", "\ufeffx"])
def test_canonical_text_is_a_fixed_point(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a\0b", "NUL character at position 1"),
        ("ab\ud800", "surrogate pair at position 2"),
        ("", "is empty"),
        (" \n\t ", "is empty"),
        ("\u200b\u202e \u3164", "is empty"),
    ],
)
def test_text_that_cannot_be_stored_is_refused_by_name(text: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why) as caught:
        canonical(text, name="letter.txt")
    assert caught.value.field == "letter.txt"


def test_sha256_is_of_the_utf8_bytes() -> None:
    # echo -n 'é' | sha256sum
    assert sha256_of("é") == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"


def test_offsets_into_the_example_articles_stay_exact(shared: Path) -> None:
    texts = {path.name: canonical(path.read_bytes().decode()) for path in (shared / "articles").iterdir()}
    claims = [
        json.loads(line)
        for line in (shared / "gold" / "seeds.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert len(claims) == 36
    for claim in claims:
        assert texts[claim["seed"]][claim["start"] : claim["end"]] == claim["quote"]
    for path in (shared / "articles").iterdir():
        assert sha256_of(texts[path.name]) == hashlib.sha256(path.read_bytes()).hexdigest()
