"""A curator at the command line: every decision, its undoing, and how a mistake is answered."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.storage.database import Database

if TYPE_CHECKING:
    from tests.cli.conftest import Foreseen

UNSCORABLE = 12  # of the seeds: no threshold, no deadline
NEW = ("--text", "Is a rival refused?", "--criteria", "The commission's published decision.")


def held(foreseen: Foreseen, thing: str, number: int) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(foreseen("show", thing, number).out)
    return shown


def test_a_decision_is_taken_back_until_the_candidate_is_there(seeded: Database, foreseen: Foreseen) -> None:
    assert foreseen("undo", UNSCORABLE).out == "forecast 12 is a candidate again\n"
    first = json.loads(foreseen("accept", UNSCORABLE, *NEW, "--closes-on", "2024-03-17", "--json").out)
    assert held(foreseen, "forecast", UNSCORABLE)["question"]["id"] == first["question"]
    moved = foreseen("accept", UNSCORABLE, "--question", 18, "--polarity", -1)
    assert moved.out.splitlines()[:2] == [
        "forecast 12 is accepted on question 18",
        f"it was on question {first['question']} before",
    ]
    assert foreseen("undo", UNSCORABLE).out == f"forecast 12 is accepted on question {first['question']}\n"
    assert foreseen("undo", UNSCORABLE).out == "forecast 12 is a candidate again\n"
    last = foreseen("undo", UNSCORABLE)
    assert (last.code, last.err) == (1, "error: forecast 12 has no decision to take back\n")


def test_editing_on_the_same_question_keeps_the_side(seeded: Database, foreseen: Foreseen) -> None:
    foreseen("undo", UNSCORABLE)
    foreseen("accept", UNSCORABLE, "--question", 18, "--polarity", -1)
    foreseen("accept", UNSCORABLE, "--question", 18, "--claim", "It is refused.")
    shown = held(foreseen, "forecast", UNSCORABLE)
    assert (shown["as_worded"]["polarity"], shown["claim"]) == (-1, "It is refused.")


def test_a_question_without_deadline_is_said_to_stay_out(seeded: Database, foreseen: Foreseen) -> None:
    foreseen("undo", UNSCORABLE)
    assert "stays out of headlines" in foreseen("accept", UNSCORABLE, *NEW).out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("accept", 7), 1, "--question or --text: is missing"),
        (("accept", 7, *NEW, "--probability", 1.2), 1, "--probability: 1.2 is not a probability"),
        (
            ("accept", 7, *NEW, "--closes-on", "soon"),
            1,
            "--closes-on: 'soon' is no day (allowed: YYYY-MM-DD)",
        ),
        (
            ("accept", 7, *NEW, "--closes-on", "2020-01-01"),
            1,
            "--closes-on: 2020-01-01 is before the forecast",
        ),
        (("accept", 7, "--question", 20, "--family", "x"), 1, "--family: belongs to a new question"),
        (
            ("accept", 7, "--question", 20, "--polarity", 0),
            1,
            "--polarity: 0 is no polarity (allowed: 1, -1)",
        ),
        (("accept", 7, "--question", 99999), 1, "no question 99999"),
        (("reject", 7, "--reason", " "), 1, "--reason: is empty or too long"),
        (("keys", "create", "--role", "admin", "--expires", "2030-01-01"), 1, "no offset from UTC"),
        (("score", "--as-of", "yesterday"), 1, "error: --as-of: 'yesterday' is no moment"),
        (("score", "--updates", "last"), 1, "error: --updates: 'last' is not known"),
        (("score", "--by", "colour"), 1, "error: --by: 'colour' is not known"),
        (("accept", 7, *NEW, "--made-on", "2022..2023"), 1, "--made-on: '2022' is no day"),
        (("accept", 7, *NEW, "--kind", "wish"), 1, "--kind: 'wish' is none of them"),
        (("accept", 7, "--question", 18, "--proportion"), 1, "--proportion: belongs to a new question"),
        (("questions", "add", *NEW, "--condition-side", "maybe"), 1, "--condition-side: 'maybe' is none"),
        (("questions", "add", *NEW, "--condition-question", 18), 1, "--condition-side: goes with"),
        (("undo", 2**63), 2, "less than or equal to 9223372036854775807"),
        (("show", "author", 1), 1, "'author' is none of them (allowed: forecast, question, article)"),
        (("resolve", 18, "--outcome", "maybe"), 1, "--outcome: 'maybe' is no outcome"),
        (("resolve", 18, "--outcome", "yes", "--occurred-on", "2022-02-24"), 1, "--evidence: is empty"),
        (("authors", "merge", "ari-b", "--into", "ari-b"), 1, "--into: ari-b cannot be merged into itself"),
        (("authors", "merge", "nobody", "--into", "ari-b"), 1, "no author nobody"),
        (
            ("questions", "split", 18, "--forecast", 9999, *NEW),
            1,
            "--forecast: [9999] are not on question 18",
        ),
    ],
)
def test_a_mistake_is_one_line_that_names_the_option(
    arguments: tuple[object, ...], code: int, said: str, seeded: Database, foreseen: Foreseen
) -> None:
    ran = foreseen(*arguments)
    assert (ran.code, ran.out) == (code, "")
    assert said in " ".join(ran.err.split())
    if code == 1:
        assert ran.err.startswith("error: ")
        assert ran.err.count("\n") == 1


def test_an_audit_of_a_database_that_is_not_there_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, foreseen: Foreseen
) -> None:
    missing = tmp_path / "no" / "such.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{missing}")
    ran = foreseen("verify")
    assert ran.code == 1
    assert "there is no database" in ran.err
    assert not missing.parent.exists()


def test_a_port_that_is_taken_is_said_before_anything_is_served(seeded: Database, foreseen: Foreseen) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for command in ("serve", "demo"):
            ran = foreseen(command, "--port", port)
            assert (ran.code, ran.out) == (1, "")
            assert f"--port: cannot listen on 127.0.0.1:{port}" in ran.err


def test_the_demonstration_prints_what_each_forecast_scores(seeded: Database, foreseen: Foreseen) -> None:
    ran = foreseen("demo", "--no-serve")
    line = next(line for line in ran.out.splitlines() if "unlikely" in line)
    assert [cell.strip() for cell in line.strip("│").split("│")] == [
        "Ari B", "unlikely", "0.2000", "Does Russia invade Ukraine by 31 December 2022?", "1.0000",
        "2022-02-24", "0.6400",
    ]  # fmt: skip
    assert "4 of 28 public forecasts that count" in ran.out
    assert "too few to rank: 1 of at least 10 effective clusters: Ari B, " in ran.err


def listed(foreseen: Foreseen, *options: object) -> dict[int, str]:
    shown = json.loads(foreseen("questions", "list", *options, "--json").out)
    return {question["id"]: question["state"] for question in shown["items"]}


def add(foreseen: Foreseen, *options: object) -> int:
    added = json.loads(foreseen("questions", "add", *NEW, *options, "--json").out)
    return int(added["question"])


def test_a_question_waits_for_the_one_that_decides_its_condition(
    seeded: Database, foreseen: Foreseen
) -> None:
    first = add(foreseen, "--closes-on", "2024-01-31")
    on = ("--condition", "if he files", "--condition-question", first, "--condition-side", "yes")
    second = add(foreseen, "--closes-on", "2024-03-17", *on)
    answered = foreseen("resolve", second, "--outcome", "no", "--evidence", "The commission's decision")
    assert f"its condition, question {first}, is not answered yet" in answered.out
    denied = foreseen("resolve", first, "--outcome", "no", "--evidence", "The commission's list")
    assert f"with it changed: questions {second}" in denied.out
    assert listed(foreseen, "--state", "void")[second] == "void"
    foreseen("unresolve", first)
    foreseen("questions", "edit", second, "--condition-side", "no")
    foreseen("resolve", first, "--outcome", "no", "--evidence", "The commission's list")
    # The edit asked another question, so the answer given before no longer counts.
    assert listed(foreseen)[second] == "overdue"


def test_a_share_answers_where_the_criteria_define_one(seeded: Database, foreseen: Foreseen) -> None:
    plain, share = (add(foreseen, "--closes-on", "2024-03-17", *more) for more in ((), ("--proportion",)))
    refused = foreseen("resolve", plain, "--outcome", 0.4, "--evidence", "The count")
    assert "a fraction needs criteria that defined a proportion beforehand" in refused.err
    assert (
        "is resolved, value 0.4"
        in foreseen("resolve", share, "--outcome", 0.4, "--evidence", "The count").out
    )


def test_the_list_tells_overdue_questions_from_open_ones(seeded: Database, foreseen: Foreseen) -> None:
    past, coming = (add(foreseen, "--closes-on", day) for day in ("2024-03-17", "2999-01-01"))
    states = listed(foreseen)
    assert (states[past], states[coming]) == ("overdue", "open")
    assert (past in listed(foreseen, "--state", "overdue"), past in listed(foreseen, "--state", "open")) == (
        True,
        False,
    )


def test_whatever_the_reading_got_wrong_is_corrected_on_accepting(
    seeded: Database, foreseen: Foreseen
) -> None:
    foreseen("undo", UNSCORABLE)
    corrected = ("--kind", "plan", "--cue", "sure", "--cue-class", "expectation", "--stance", "doubted")
    foreseen("accept", UNSCORABLE, *NEW, *corrected, "--made-on", "2022-01-22..2022-02-20")
    shown = held(foreseen, "forecast", UNSCORABLE)
    assert [shown[name] for name in ("kind", "cue", "cue_class", "stance")] == [*corrected[1::2]]
    assert shown["made_on"] == {"earliest": "2022-01-22", "latest": "2022-02-20"}
    foreseen("accept", UNSCORABLE, "--question", shown["question"]["id"], "--made-on", "..2022-02-20")
    assert held(foreseen, "forecast", UNSCORABLE)["made_on"] == {"earliest": None, "latest": "2022-02-20"}
