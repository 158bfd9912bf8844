"""From curators' decisions to labels and back: what was accepted as read is what reading finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
import sqlalchemy as sa

from app.documents import read_bytes
from app.domain.days import DayBounds
from app.domain.errors import InvalidInput, NotFound
from app.domain.forecast import Kind
from app.domain.probability import Probability
from app.domain.question import ClosesBasis
from app.services import curation
from app.services.curation import Edits, Link, Named
from app.services.erasure import erase
from app.services.exchange import export, export_labels, names_labels
from app.services.ingestion import Given, ingest
from app.services.label_files import evaluate_files, load_labels
from app.services.people import find_author, merge_authors
from app.services.questions import QuestionDraft
from app.services.recording import recording
from app.storage import tables as t
from app.storage.database import Database

TODAY = date(2026, 11, 22)
ONE = """The river

By Jane Doe

The town will probably flood by the end of 2027. If the dam breaks, the bridge is unlikely to survive.
"The harvest will not recover," said Minister Tom Hale. Analysts expect prices to rise next year.
Prices may also fall. It rained on Monday.
"""
TWO = "Bo Lund writes.\n\nThe mill will close in March 2027. The shop may close too. Rain fell all day.\n"


def clock() -> datetime:
    return datetime(2026, 11, 22, 12, tzinfo=UTC)


class Desk:
    """An article's candidates and a curator."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def take(self, text: str = ONE, **said: Any) -> list[sa.Row[Any]]:
        """The candidates of an article, in reading order."""
        document = read_bytes(text.encode(), name="a.txt", read_on=TODAY)
        given = Given(**{"published": DayBounds.on(date(2026, 11, 1)), **said})
        taken = ingest(self.database, document, given, actor="cli", clock=clock)
        f, v = t.forecast, t.forecast_version
        with self.database.read() as connection:
            return list(
                connection.execute(
                    sa.select(f.c.id, f.c.quote, v.c.probability, v.c.kind, v.c.deadline)
                    .join(v, v.c.forecast_id == f.c.id)
                    .where(f.c.revision_id == taken.revision_id, v.c.to_seq.is_(None))
                    .order_by(f.c.id)
                )
            )

    def do(self, verb: Callable[..., Any], *args: Any, **options: Any) -> Any:
        with recording(self.database, actor="cli", clock=clock) as record:
            return verb(record, *args, **options)

    def accept(self, row: sa.Row[Any], *, closes_on: date | None = None, **edits: Any) -> None:
        basis = None if closes_on is None else ClosesBasis.STATED
        draft = QuestionDraft(text="Q?", criteria="C.", closes_on=closes_on, closes_basis=basis)
        self.do(curation.accept, row.id, Link(draft), Edits(**edits))

    def settle(self, row: sa.Row[Any]) -> None:
        """Accept as read; what has no probability is a forecast that can never be scored."""
        if row.probability is None or row.kind == Kind.COMPARATIVE:
            self.do(curation.mark_unscorable, row.id, ("no probability",))
        else:
            self.accept(row)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def lines(desk: Desk, path: Path) -> list[dict[str, Any]]:
    count = export_labels(desk.database, path)
    held = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    assert count == len(held)
    return held


def test_what_was_accepted_as_read_is_read_again_without_a_fault(desk: Desk, tmp_path: Path) -> None:
    for text in (ONE, TWO):
        rows = desk.take(text)
        assert len(rows) >= 2
        for row in rows:
            desk.settle(row)
    path = tmp_path / "labels.jsonl"
    assert [line["complete"] for line in lines(desk, path)] == [True, True]
    found = evaluate_files([path]).overall
    assert (found.articles, found.false_alarms, found.missed, found.inexact) == (2, 0, 0, 0)
    assert (found.f1.value, found.precision.value, found.recall.value) == (1, 1, 1)
    assert found.matched == found.labels > 4
    assert {share.value for share in found.fields.values()} <= {1, None}
    for name in ("probability", "negated", "speaker", "condition", "deadline", "deadline_latest", "kind"):
        assert found.fields[name].value == 1, name


def test_an_article_without_a_date_is_read_again_without_one(desk: Desk, tmp_path: Path) -> None:
    for row in desk.take("The town will probably flood within six months.\n", published=None):
        desk.settle(row)
    [line] = lines(desk, tmp_path / "labels.jsonl")
    assert line["published_on"] is None
    found = evaluate_files([tmp_path / "labels.jsonl"]).overall
    assert found.fields["deadline_latest"].value == 1


def test_bounds_of_a_day_come_through(desk: Desk, tmp_path: Path) -> None:
    desk.settle(desk.take(TWO, published=DayBounds(date(2026, 1, 1), date(2026, 1, 9)))[0])
    [line] = lines(desk, tmp_path / "labels.jsonl")
    assert line["published_on"] == {"earliest": "2026-01-01", "latest": "2026-01-09"}
    [held] = load_labels(tmp_path / "labels.jsonl")
    assert held.published == DayBounds(date(2026, 1, 1), date(2026, 1, 9))


def test_what_the_curator_changed_is_the_label(desk: Desk, tmp_path: Path) -> None:
    row = desk.take()[0]
    desk.accept(
        row,
        closes_on=date(2027, 6, 30),
        authors=(Named("Eve Kay"),),
        probability=Probability(0.2, 0.1, 0.3),
        claim="The town is under water.",
    )
    [line] = lines(desk, tmp_path / "labels.jsonl")
    label = next(one for one in line["forecasts"] if one["forecast"] == row.id)
    assert (label["tier"], label["status"], label["speaker"]) == ("core", "accepted", ["Eve Kay"])
    assert (label["probability"], label["claim"]) == (0.2, "The town is under water.")
    assert (label["deadline"], label["deadline_latest"]) == ("by the end of 2027", "2027-06-30")
    fields = evaluate_files([tmp_path / "labels.jsonl"]).overall.fields
    assert [fields[name].value for name in ("probability", "speaker", "deadline_latest")] == [0, 0, 0]
    assert fields["deadline"].value == 1


def test_a_rejected_candidate_counts_against_whoever_reads_it_again(desk: Desk, tmp_path: Path) -> None:
    first, *others = desk.take(TWO)
    desk.do(curation.reject, first.id, "a notice")
    for row in others:
        desk.settle(row)
    [line] = lines(desk, tmp_path / "labels.jsonl")
    assert [one["tier"] for one in line["forecasts"]] == ["none", "core"]
    found = evaluate_files([tmp_path / "labels.jsonl"]).overall
    assert (found.found, found.false_alarms, found.missed) == (1, 1, 0)


def test_undecided_candidates_make_it_incomplete_and_are_not_judged(desk: Desk, tmp_path: Path) -> None:
    first, *others = desk.take(TWO)
    desk.settle(first)
    [line] = lines(desk, tmp_path / "labels.jsonl")
    assert line["complete"] is False
    assert [one["tier"] for one in line["forecasts"]] == ["core", *["open"] * len(others)]
    found = evaluate_files([tmp_path / "labels.jsonl"]).overall
    assert (found.sentences, found.ignored, found.f1.value) == (1, len(others), 1)


def test_an_accepted_plan_is_on_the_border(desk: Desk, tmp_path: Path) -> None:
    first, *_ = desk.take(TWO)
    desk.accept(first, kind=Kind.PLAN)
    [line] = lines(desk, tmp_path / "labels.jsonl")
    assert line["forecasts"][0]["tier"] == "borderline"


def test_what_has_no_decision_or_no_text_is_left_out(desk: Desk, tmp_path: Path) -> None:
    desk.take(TWO)
    assert lines(desk, tmp_path / "labels.jsonl") == []
    assert export(desk.database, tmp_path / "all.jsonl") == 0


def test_merging_authors_changes_no_label(desk: Desk, tmp_path: Path) -> None:
    for text, name in ((TWO, "Bo Lund"), (ONE, "B. Lund")):
        for row in desk.take(text, authors=(Named(name),)):
            desk.settle(row)
    with recording(desk.database, actor="cli", clock=clock) as record:
        merge_authors(record, find_author(record, "b-lund"), find_author(record, "bo-lund"))
    assert [line["authors"] for line in lines(desk, tmp_path / "labels.jsonl")] == [["Bo Lund"], ["B. Lund"]]
    assert evaluate_files([tmp_path / "labels.jsonl"]).overall.fields["speaker"].value == 1


def test_a_later_revision_is_a_text_of_its_own_and_incomplete(desk: Desk, tmp_path: Path) -> None:
    url = "https://example.org/mill"
    for row in desk.take(TWO, url=url):
        desk.settle(row)
    fresh = desk.take(TWO + "The inn will reopen by 2028.\n", url=url)
    assert [row.quote for row in fresh] == ["The inn will reopen by 2028"]
    desk.settle(fresh[0])
    first, second = lines(desk, tmp_path / "labels.jsonl")
    assert (first["complete"], second["complete"]) == (True, False)
    assert second["id"] == f"{first['id']} revision 2"
    assert evaluate_files([tmp_path / "labels.jsonl"]).overall.f1.value == 1


@pytest.mark.parametrize(
    ("name", "labels"),
    [("labels.jsonl", True), ("mine-LABELS.jsonl", True), ("record.jsonl", False), ("labels.csv", False)],
)
def test_a_files_name_asks_for_labels(name: str, labels: bool) -> None:
    assert names_labels(Path(name)) is labels


def test_labels_go_into_json_lines_alone(database: Database, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"x\.csv cannot hold labels \(allowed: \*\.jsonl\)"):
        export_labels(database, tmp_path / "x.csv")


def test_folders_are_read_in_order_and_lines_are_numbered(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text('{"text": "One."}\n\n{"text": "Two."}\n')
    (tmp_path / "a.json").write_text('{"text": "Zero.", "id": "zero"}')
    (tmp_path / "README.md").write_text("no labels")
    named = [article.name for article in load_labels(tmp_path)]
    assert named == ["zero", f"{tmp_path}/b.jsonl line 1", f"{tmp_path}/b.jsonl line 3"]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.json", "{", "a.json: is no JSON"),
        ("a.jsonl", '{"text": "x"}\n{"text": 3}\n', "a.jsonl line 2: text: '3' is no text"),
        ("a.txt", "", r"a.txt: is no file of labels"),
        ("a.jsonl", "\n", "a.jsonl: holds no article"),
    ],
)
def test_a_file_that_is_wrong_is_named(tmp_path: Path, name: str, data: str, says: str) -> None:
    (tmp_path / name).write_text(data)
    with pytest.raises(InvalidInput) as caught:
        evaluate_files([tmp_path / name])
    assert says in caught.value.message


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no file or folder"):
        list(load_labels(tmp_path / "nowhere"))
    with pytest.raises(InvalidInput, match="is a folder without labels"):
        list(load_labels(tmp_path))


def test_an_erased_name_is_not_judged(desk: Desk, tmp_path: Path) -> None:
    for row in desk.take(TWO, authors=(Named("Bo Lund"),)):
        desk.settle(row)
    with desk.database.read() as connection:
        digest = connection.execute(sa.select(t.author.c.words).where(t.author.c.slug == "bo-lund")).scalar()
    desk.do(erase, digest, "asked")
    [line] = lines(desk, tmp_path / "labels.jsonl")
    assert line["authors"] == []
    assert {label["speaker"] for label in line["forecasts"]} == {None}
    fields = evaluate_files([tmp_path / "labels.jsonl"]).overall.fields
    assert (fields["speaker"].n, fields["probability"].value) == (0, 1)


def test_a_condition_that_only_the_question_names_is_asked_for(desk: Desk, tmp_path: Path) -> None:
    first, *_ = desk.take(TWO)
    draft = QuestionDraft(text="Q?", criteria="C.", condition="the rent is raised")
    desk.do(curation.accept, first.id, Link(draft))
    [line] = lines(desk, tmp_path / "labels.jsonl")
    label = line["forecasts"][0]
    assert (label["condition"], label["condition_start"]) == ("the rent is raised", None)
    found = evaluate_files([tmp_path / "labels.jsonl"]).overall.fields["condition"]
    assert (found.n, found.value) == (1, 0)
