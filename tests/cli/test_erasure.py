"""Erasing at the command line: what would go is shown first, and nobody is taken to have said yes."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
import typer

from app.domain.remark import RemarkKind
from app.services.recording import recording
from app.services.remarks import Said, add_remark
from app.storage import tables as t
from app.storage.database import Database

if TYPE_CHECKING:
    from tests.cli.conftest import Foreseen

WHY = ("--reason", "asked by the person")


def test_an_erased_name_is_gone_from_the_list_and_from_the_file(seeded: Database, foreseen: Foreseen) -> None:
    before = json.loads(foreseen("score", "--by", "author", "--json").out)
    erased = foreseen("erase", "author", "victor-oleynik", *WHY, "--yes")
    assert erased.out.startswith("erased the name of author victor-oleynik; seq ")
    assert "victor" not in foreseen("authors", "list").out.lower()
    after = json.loads(foreseen("score", "--by", "author", "--json").out)
    assert (after["overall"]["n"], after["overall"]["brier"]) == (4, before["overall"]["brier"])
    assert foreseen("verify").out.endswith("rows: equal\n")
    again = foreseen("erase", "author", "victor-oleynik", *WHY, "--yes")
    assert (again.code, again.err) == (1, "error: no author victor-oleynik\n")
    if seeded.is_sqlite:
        seeded.close()
        held = Path(str(seeded.url.database))
        for file in held.parent.glob(f"{held.name}*"):
            assert b"Victor Oleynik" not in file.read_bytes(), file.name


def test_where_nobody_can_answer_nothing_is_erased(seeded: Database, foreseen: Foreseen) -> None:
    asked = foreseen("erase", "author", "ari-b", *WHY, "--json")
    assert (asked.code, asked.out) == (1, "")
    assert asked.err.splitlines() == [
        "this erases for good:",
        "- the name of author ari-b",
        "error: --yes: is needed where nobody can be asked",
    ]
    assert "ari-b" in foreseen("authors", "list").out


@pytest.mark.parametrize(("answer", "code"), [(False, 1), (True, 0)])
def test_a_person_is_asked_once(
    seeded: Database, foreseen: Foreseen, monkeypatch: pytest.MonkeyPatch, answer: bool, code: int
) -> None:
    asked: list[str] = []

    def confirm(text: str, *, err: bool) -> bool:
        asked.append(text)
        return answer and err

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(typer, "confirm", confirm)
    ran = foreseen("erase", "author", "ari-b", *WHY)
    assert (ran.code, asked) == (code, ["Erase them?"])
    assert ("ari-b" in foreseen("authors", "list").out) is not answer


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("author", "nobody", *WHY), 1, "no author nobody"),
        (("quote", 999, *WHY), 1, "no forecast 999"),
        (("article", 999, *WHY), 1, "no article 999"),
        (("blob", "abc", *WHY), 1, "no blob abc"),
        (("author", "ari-b", "--reason", " "), 1, "--reason: is empty or too long"),
        (("author", "ari-b"), 2, "Missing option '--reason'"),
    ],
)
def test_a_mistake_in_erasing_is_said_in_one_line(
    seeded: Database, foreseen: Foreseen, arguments: tuple[object, ...], code: int, said: str
) -> None:
    ran = foreseen("erase", *arguments, "--yes")
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_every_result_comes_as_json_too(seeded: Database, foreseen: Foreseen) -> None:
    erased = json.loads(foreseen("erase", "quote", 7, *WHY, "--yes", "--json").out)
    held_by = [what for words in erased["erased"] for what in words["held_by"]]
    assert "the claim of forecast 7" in held_by
    assert len(erased["seqs"]) == len(erased["erased"])


def test_a_reply_is_erased_by_its_number(seeded: Database, foreseen: Foreseen) -> None:
    with seeded.read() as connection:
        v = t.forecast_version.c
        forecast = connection.execute(
            sa.select(v.forecast_id).where(v.status == "accepted").limit(1)
        ).scalar()
    with recording(seeded, actor="test") as record:
        said = Said(kind=RemarkKind.REPLY, said_by="Ann Example", text="Not so.", said_on=record.today)
        number = add_remark(record, int(forecast or 0), said)
    erased = foreseen("erase", "remark", number, *WHY, "--yes")
    assert erased.out.startswith(f"erased a remark on forecast {forecast}; seq ")
    with seeded.read() as connection:
        [row] = connection.execute(sa.select(t.remark.c.text, t.remark.c.said_by)).all()
    assert tuple(row) == (None, None)
    assert foreseen("verify").out.endswith("rows: equal\n")
