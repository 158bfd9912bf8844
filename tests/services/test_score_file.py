"""Scoring a file: what comes out, and what is said about files that cannot be scored."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from app.domain.errors import InvalidInput, NotFound
from app.services.score_file import left_out_words, score_file


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def to_csv(text: str | bytes, name: str = "forecasts.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return to_csv


def test_a_plain_file(write: Any) -> None:
    found = score_file(write("probability,outcome\n0.2,1\n0.9,1\n"))
    assert found["method"] == "foreseen-2"
    assert found["overall"]["brier"] == pytest.approx(0.325)
    assert (found["overall"]["n"], found["overall"]["questions"]) == (2, 2)
    assert found["groups"] == []
    json.dumps(found, allow_nan=False)


def test_unresolved_and_void_rows_are_counted_and_not_scored(write: Any) -> None:
    found = score_file(write("probability,outcome\n0.2,1\n0.9,\n0.8,\n0.5,void\n,Void\n0.3,no\n0.4,YES\n"))
    assert (found["rows"], found["unresolved"], found["void"]) == (7, 2, 2)
    assert found["overall"]["n"] == 3
    assert found["overall"]["brier"] == pytest.approx((0.64 + 0.09 + 0.36) / 3)


@pytest.mark.parametrize(
    "text",
    [
        "probability,outcome\r\n0.2,1\r\n",
        b"\xef\xbb\xbfprobability,outcome\n0.2,1\n",
        " probability , outcome \n 0.2 , 1 \n",
        "probability,outcome\n\n0.2,1\n,\n\n",
        "probability,outcome,\n2e-1,1.0,\n",
    ],
)
def test_spellings_of_one_and_the_same_file(write: Any, text: str | bytes) -> None:
    found = score_file(write(text))
    assert (found["rows"], found["unresolved"]) == (1, 0)
    assert found["overall"]["brier"] == pytest.approx(0.64)


def test_two_spellings_of_an_accent_are_one_author(write: Any) -> None:
    groups = score_file(write("author,probability,outcome\nRené,0.5,1\nRene\u0301,0.5,1\n"), by="author")[
        "groups"
    ]
    assert [(group["key"], group["n"]) for group in groups] == [("René", 2)]


def test_groups_come_in_alphabetical_order_with_blank_as_unknown(write: Any) -> None:
    text = "author,probability,outcome\nZoe,0.2,1\nada,0.9,1\n,0.5,0\nAda,0.7,1\nZoe,0.4,0\n"
    groups = score_file(write(text), by="author")["groups"]
    assert [(group["key"], group["n"]) for group in groups] == [
        ("Ada", 1),
        ("Zoe", 2),
        ("ada", 1),
        ("unknown", 1),
    ]
    assert groups[1]["brier"] == pytest.approx((0.64 + 0.16) / 2)


def test_unsigned_articles_on_one_question_are_scored_and_not_ranked(write: Any) -> None:
    rows = [
        f"{author},{article},q{n},{p},{n % 2}"
        for n in range(12)
        for author, article, p in (("ann", 1, 0.6), ("bob", 2, 0.3), ("", 3, 0.2), ("", 4, 0.9))
    ]
    groups = score_file(write("\n".join(["author,article,question,probability,outcome", *rows])), by="author")
    ann, bob, unknown = groups["groups"]
    assert (unknown["key"], unknown["n"], unknown["rank"]) == ("unknown", 24, None)
    assert "nobody's record" in unknown["unranked"]
    assert (ann["compared_with"], bob["compared_with"], unknown["compared_with"]) == (1, 1, 0)
    assert {ann["rank"], bob["rank"]} == {1, 2}


@pytest.mark.parametrize(("by", "keys"), [("source", ["A", "B"]), ("topic", ["war"])])
def test_by_source_and_topic(write: Any, by: str, keys: list[str]) -> None:
    path = write("source,topic,probability,outcome\nA,war,0.2,1\nB,war,0.9,1\n")
    assert [group["key"] for group in score_file(path, by=by)["groups"]] == keys


def test_updates_by_date_and_not_by_line(write: Any) -> None:
    path = write(
        "author,question,made_on,closes_on,probability,outcome\n"
        "a,q,2022-01-11,2022-01-21,0.9,1\n"
        "a,q,2022-01-01,2022-01-21,0.5,1\n"
    )
    found = {
        rule: score_file(path, updates=rule)["overall"]
        for rule in ("first", "standing", "all", "time_weighted")
    }
    assert found["first"]["brier"] == pytest.approx(0.25)
    assert found["standing"]["brier"] == pytest.approx(0.01)
    assert found["all"]["brier"] == pytest.approx(0.13)
    assert found["time_weighted"]["brier"] == pytest.approx(0.13)
    assert {card["n"] for card in found.values()} == {1}


def test_only_questions_closing_by_a_day(write: Any) -> None:
    path = write("probability,outcome,closes_on\n0.2,1,2022-01-01\n0.9,1,2023-01-01\n0.9,1,\n")
    found = score_file(path, resolved_by=date(2022, 12, 31))
    assert found["overall"]["n"] == 1
    assert found["closing_later"] == 2


def test_ranges_give_bounds(write: Any) -> None:
    rows = "".join(f"0.7,{1 if k < 9 else 0},0.67,0.80\n" for k in range(12))
    found = score_file(write("probability,outcome,low,high\n" + rows + "0.5,,,\n"))
    assert found["overall"]["brier_bounds"] == pytest.approx([0.1875, 0.1939])


def test_family_falls_back_to_question_and_question_to_the_row(write: Any) -> None:
    path = write(
        "author,question,family,probability,outcome\n"
        "a,q1,war,0.5,1\na,q2,war,0.5,1\na,q3,,0.5,1\nb,q3,,0.5,1\na,,,0.5,1\na,,,0.5,1\n"
    )
    card = score_file(path)["overall"]
    assert (card["n"], card["questions"], card["clusters"]) == (6, 5, 4)


def test_fractions(write: Any) -> None:
    path = write("probability,outcome\n0.4,0.5\n0.6,1\n")
    assert score_file(path)["overall"]["n"] == 2
    dropped = score_file(path, fractions="drop")["overall"]
    assert (dropped["n"], dropped["fractions_dropped"]) == (1, 1)


def test_nothing_resolved_yet_is_no_error_and_no_score(write: Any) -> None:
    found = score_file(write("probability,outcome\n0.4,\n"))
    assert (found["overall"]["n"], found["overall"]["brier"]) == (0, None)


def test_parquet_with_types_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "forecasts.parquet"
    pl.DataFrame(
        {
            "probability": [0.2, 0.9, 0.5],
            "outcome": [True, True, None],
            "author": pl.Series([1, 2, 1]),
            "made_on": pl.Series(["2022-01-01"] * 3).str.to_datetime(),
            "closes_on": [date(2022, 2, 1)] * 3,
        }
    ).write_parquet(path)
    found = score_file(path, by="author")
    assert found["overall"]["brier"] == pytest.approx(0.325)
    assert [group["key"] for group in found["groups"]] == ["1", "2"]
    assert found["unresolved"] == 1


def test_rows_in_another_order_score_the_same(write: Any) -> None:
    rows = [f"a{k % 3},q{k},f{k % 5},0.{k % 9 + 1},{k % 2}\n" for k in range(40)]
    header = "author,question,family,probability,outcome\n"
    one = score_file(write(header + "".join(rows)), by="author")
    other = score_file(write(header + "".join(reversed(rows)), "reversed.csv"), by="author")
    assert json.dumps(one) == json.dumps(other)


@pytest.mark.parametrize(
    ("text", "field", "message"),
    [
        ("probability,outcome\n0.5,1\n1.2,1\n", "probability", "row 3 (the header is row 1): '1.2'"),
        ("probability,outcome\nNaN,1\n", "probability", "row 2 (the header is row 1): 'NaN'"),
        ("probability,outcome\ninf,1\n", "probability", "'inf'"),
        ("probability,outcome\nlikely,1\n", "probability", "'likely'"),
        ("probability,outcome\n70%,1\n", "probability", "'70%'"),
        ("probability,outcome\n,1\n", "probability", "an empty cell"),
        ("probability,outcome\n1.2,\n", "probability", "'1.2'"),
        ("probability,outcome\n0.5,2\n", "outcome", "row 2 (the header is row 1): '2'"),
        ("probability,outcome\n0.5,NaN\n", "outcome", "'NaN'"),
        ("probability,outcome\n0.5,maybe\n", "outcome", "void, or nothing while unresolved"),
        ("probability\n0.5\n", "outcome", "there is no such column (found: probability)"),
        *(
            (
                f"probability;outcome\n{half};1\n",
                "file",
                "its cells are separated by semicolons (allowed: a comma between cells)",
            )
            for half in ("0.5", "0,5")
        ),
        ("probability,outcome\n", "file", "a header and no rows"),
        ("", "file", "forecasts.csv is empty"),
        ("probability,outcome,low\n0.5,1,0.4\n", "high", "there is a column low without it"),
        ("probability,outcome,low,high\n0.5,1,0.6,0.7\n", "low", "low <= probability <= high"),
        ("probability,outcome,low,high\n0.5,1,0.4,\n", "high", "an empty cell"),
        ("probability,outcome,low,high\n0.5,1,0.4,1.4\n", "high", "'1.4'"),
        ("probability,outcome,made_on\n0.5,1,24/02/2022\n", "made_on", "a date like 2022-02-24"),
        ("probability,outcome,closes_on\n0.5,1,2022-02-30\n", "closes_on", "'2022-02-30'"),
        ("probability,outcome,probability\n0.5,1,0.5\n", "probability", "it occurs twice"),
        ("probability,outcome, outcome\n0.5,1,1\n", "outcome", "it occurs twice"),
        ("probability,outcome\n\n0.5,1\n1.5,1\n", "probability", "row 4 (the header is row 1): '1.5'"),
        ("probability,outcome\n0.5,1\n0,5,1\n", "file", "row 3 has 3 cells and the header 2"),
        (b"probability,outcome\n0.5,1\n\xff\xfe\x00,1\n", "file", "cannot be read"),
        ("probability\toutcome\n0.5\t1\n", "file", "its cells are separated by tabs"),
        (b"PAR1 and then nothing", "file", "it begins like Parquet, but is broken"),
        (b"PK\x03\x04\x14\0", "file", "it is a ZIP archive or a spreadsheet (allowed: CSV with commas"),
        (b"\x01\x02\0\x03", "file", "it is a binary file"),
        ('[{"probability": 0.5, "outcome": 1}]', "file", "it is a JSON array, not JSON Lines"),
        ('{"probability": 0.5, "outcome": 1}\n{"probability": ', "file", "line 2 is no JSON"),
        ('{"probability": 0.5, "outcome": 1}\n7\n', "file", "line 2 is no JSON object"),
        ('{"probability": [0.5], "outcome": 1}\n', "probability", "its type is list (line 1)"),
        ('{"outcome": 1}\n\n{"probability": 1.5, "outcome": 1}\n', "probability", "line 1: an empty cell"),
        (
            '{"probability": 1, "outcome": 1}\n\n{"probability": 1.5, "outcome": 1}\n',
            "probability",
            "line 3: '1.5'",
        ),
        ("probability,outcome,scored\n0.5,1,perhaps\n", "scored", "'perhaps' is not allowed here"),
        ("probability,outcome,scored\n0.5,1,\n", "scored", "an empty cell"),
        (
            "probability,outcome,scored\n0.5,2,false\n0.5,2,true\n",
            "outcome",
            "row 3 (the header is row 1): '2'",
        ),
        (
            "question,probability,outcome\nq,0.5,1\nr,0.5,0\nq,0.5,0\n",
            "outcome",
            "'0' differs from row 2 (the header is row 1) on the same question 'q'",
        ),
    ],
)
def test_bad_files_are_told_what_is_wrong_where(
    write: Any, text: str | bytes, field: str, message: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        score_file(write(text))
    # never the bare name, which may be an option's too
    assert caught.value.field == (field if field == "file" else f"column {field}")
    assert message in caught.value.message
    assert caught.value.allowed


@pytest.mark.parametrize(
    ("options", "field", "allowed"),
    [
        ({"by": "editor"}, "by", "author, source, topic"),
        ({"by": "topic"}, "column topic", "a column named topic"),
        ({"updates": "last"}, "updates", "first, standing, all, time_weighted, event_weighted"),
        ({"fractions": "half"}, "fractions", "keep, drop"),
        ({"resolved_by": date(2022, 1, 1)}, "column closes_on", "a column named closes_on"),
    ],
)
def test_bad_options_are_told_what_is_allowed(
    write: Any, options: dict[str, Any], field: str, allowed: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        score_file(write("probability,outcome\n0.5,1\n"), **options)
    assert (caught.value.field, caught.value.allowed) == (field, allowed)


def test_time_weighting_names_the_column_it_lacks(write: Any) -> None:
    path = write("question,made_on,probability,outcome\nq,2022-01-01,0.5,1\nq,2022-01-02,0.6,1\n")
    with pytest.raises(InvalidInput, match="closes_on: weighting by time needs the day"):
        score_file(path, updates="time_weighted")


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"nowhere\.csv"):
        score_file(tmp_path / "nowhere.csv")


def test_json_lines_with_types_of_their_own(write: Any) -> None:
    text = (
        '{"probability": 0.2, "outcome": true, "author": 1}\n'
        '{"outcome": 1, "probability": 9e-1, "author": 2, "tags": ["a"]}\n\n'
        '{"probability": 0.5, "outcome": null, "author": 1, "made_on": "2022-01-01"}\n'
    )
    found = score_file(write(text, "forecasts.jsonl"), by="author")
    assert found["overall"]["brier"] == pytest.approx(0.325)
    assert [group["key"] for group in found["groups"]] == ["1", "2"]
    assert (found["rows"], found["unresolved"]) == (3, 1)


def test_rows_that_say_they_are_not_scored_are_left_out_and_counted(write: Any) -> None:
    found = score_file(write("probability,outcome,scored\n0.2,1,true\n,1,false\n0.9,1,False\n0.9,,true\n"))
    assert (found["rows"], found["not_scored"], found["unresolved"]) == (4, 2, 1)
    assert (found["overall"]["n"], found["overall"]["brier"]) == (1, pytest.approx(0.64))
    assert left_out_words(found) == "left out of 4 rows: 2 marked as not scored, 1 unresolved"


def test_rows_made_after_the_close_are_said(write: Any) -> None:
    text = "probability,outcome,made_on,closes_on\n0.2,1,2022-01-01,2022-02-01\n0.9,1,2022-02-02,2022-02-01\n"
    found = score_file(write(text))
    assert found["overall"]["n"] == 1
    assert left_out_words(found) == "left out of 2 rows: 1 made after the close"


def test_nothing_is_said_where_every_row_counts(write: Any) -> None:
    assert left_out_words(score_file(write("probability,outcome\n0.2,1\n"))) is None


def test_a_forecast_of_two_authors_counts_once_overall_and_with_each_of_them(write: Any) -> None:
    path = write(
        "forecast,author,source,question,probability,outcome\n"
        "1,Ann,A,q,0.2,1\n1,Bob,A,q,0.2,1\n2,Ann,A,r,0.9,1\n,Cy,A,q,0.5,1\n,Cy,A,r,0.5,1\n"
    )
    found = score_file(path, by="author")
    # .64 once, .01, and twice .25
    assert (found["overall"]["n"], found["overall"]["brier"]) == (4, pytest.approx(1.15 / 4))
    assert found["co_authored"] == 1
    cards = {group["key"]: (group["n"], group["brier"]) for group in found["groups"]}
    assert cards == {
        "Ann": (2, pytest.approx(0.325)),
        "Bob": (1, pytest.approx(0.64)),
        "Cy": (2, pytest.approx(0.25)),
    }
    (source,) = score_file(path, by="source")["groups"]
    assert (source["n"], source["brier"]) == (4, pytest.approx(1.15 / 4))


def test_one_name_for_two_forecasts_makes_them_no_single_one(write: Any) -> None:
    path = write("forecast,author,probability,outcome\nrain,Ann,0.2,1\nrain,Bob,0.5,1\n")
    assert score_file(path)["overall"]["n"] == 2


@pytest.mark.shared
@pytest.mark.parametrize(
    "name", ["governors_elections.csv", "mlb_games.csv", "nba_games.csv", "nfl_games.csv", "nhl_games.csv"]
)
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_published_forecasts_through_a_file(shared: Path, tmp_path: Path, name: str, suffix: str) -> None:
    expected = json.loads((shared / "data" / "oracles.json").read_text())["fivethirtyeight"]["values"][name]
    table = pl.read_csv(shared / "data" / "fivethirtyeight" / name, infer_schema_length=None)
    stacked = pl.concat(
        table.select(
            probability=pl.col(target).cast(pl.Float64),
            outcome=pl.col(f"{target}_outcome").cast(pl.Float64),
            source=pl.lit(target),
        )
        for target in expected["columns"]
    ).filter(pl.col("outcome").is_in([0.0, 1.0]) & pl.col("probability").is_not_null())
    path = tmp_path / f"file.{suffix}"
    stacked.write_csv(path) if suffix == "csv" else stacked.write_parquet(path)

    found = score_file(path, by="source")
    card = found["overall"]
    assert card["n"] == expected["pairs"]
    assert card["brier"] == pytest.approx(expected["brier"], abs=1e-9)
    assert card["base_rate"] == pytest.approx(expected["base_rate"], abs=1e-9)
    assert [card[part] for part in ("mcb", "dsc", "unc")] == pytest.approx(
        [expected["corp"][part] for part in ("MCB", "DSC", "UNC")], abs=1e-9
    )
    assert card["calibration"]["ece10"] == pytest.approx(expected["ece10"], abs=1e-9)
    assert card["calibration"]["debiased_l2"] == pytest.approx(expected["debiased_l2_10"], abs=1e-9)
    assert [group["key"] for group in found["groups"]] == sorted(expected["columns"])
