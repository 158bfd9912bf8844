"""Questions of a file that are the options of one: both sides of one event, or three options and more."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from app.scoring.complement import one_side
from app.scoring.inputs import BoolArray, Columns, IntArray
from app.scoring.option_groups import OptionScores, assemble_options, score_options
from app.scoring.updates import Updates, select_updates
from app.services.forecast_file import Table, wrong_column


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FileGroups:
    """For each row that is kept its group (-1 without one) and place; for each group its size and order."""

    group: IntArray
    place: IntArray
    sizes: IntArray
    ordered: BoolArray

    def joined(self, columns: Columns) -> Columns:
        """Both sides of one event as one question: groups of two, where exactly one of them occurred."""
        first, second = self._pairs(columns)
        return one_side(columns, first=first, second=second) if len(first) else columns

    def _pairs(self, columns: Columns) -> tuple[IntArray, IntArray]:
        question = np.asarray(columns.question)
        rows = np.flatnonzero(np.append(self.sizes == 2, False)[self.group])
        rows = rows[np.unique(question[rows], return_index=True)[1]]
        rows = rows[np.lexsort((self.place[rows], self.group[rows]))]
        group, count = np.unique(self.group[rows], return_counts=True)
        rows = rows[np.isin(self.group[rows], group[count == 2])]
        one, other = rows[0::2], rows[1::2]
        agree = columns.outcome[one] + columns.outcome[other] == 1
        return question[one[agree]], question[other[agree]]

    def only(self, rows: BoolArray) -> FileGroups:
        """The same groups for some of the rows."""
        return replace(self, group=self.group[rows], place=self.place[rows])

    def options(self, columns: Columns) -> OptionScores:
        """Scores of groups of three and more, an author's first answer to each option."""
        many = np.append(self.sizes >= 3, False)[self.group]
        first = select_updates(columns, updates=Updates.FIRST).counted
        rows = np.flatnonzero(many & first)
        return score_options(
            assemble_options(
                forecaster=columns.forecaster[rows],
                group=self.group[rows],
                position=self.place[rows],
                probability=columns.probability[rows],
                outcome=columns.outcome[rows],
                sizes=np.maximum(self.sizes, 2),
                ordered=self.ordered,
            )
        )


def find_groups(table: Table, kept: BoolArray) -> FileGroups | None:
    """The groups of the file's `group` column, options in the order of `position` where there is one.

    An exported record says besides how many options a group has (`group_size`), since the file holds only
    those that somebody forecast, and whether its positions mean an order (`group_ordered`). Raises
    InvalidInput naming column and row.
    """
    if not table.has("group"):
        return None
    if not table.has("question"):
        raise wrong_column("group", "groups are made of questions", allowed="a column question beside it")
    position = _positions(table)
    frame = table.frame.select("group", "question").with_columns(position=pl.Series(position))
    grouped = frame.with_row_index("row").filter(pl.col("group").is_not_null())
    _check_one_place(table, grouped)
    options = (
        grouped.group_by("group", "question", maintain_order=True)
        .agg(pl.col("row").min(), pl.col("position").first())
        .with_columns(
            place=pl.col("position").fill_null(0).rank("ordinal").over("group") - 1
            if table.has("position")
            else pl.col("row").rank("ordinal").over("group") - 1,
            code=pl.col("group").rank("dense") - 1,
        )
    )
    sizes, ordered = _sizes_and_orders(table, options)
    known = options.select("group", "question", "place", "code")
    placed = frame.join(known, on=["group", "question"], how="left", maintain_order="left")
    code = placed["code"].fill_null(-1).cast(pl.Int64).to_numpy()
    place = placed["place"].fill_null(0).cast(pl.Int64).to_numpy()
    return FileGroups(group=code[kept], place=place[kept], sizes=sizes, ordered=ordered)


def _sizes_and_orders(table: Table, options: pl.DataFrame) -> tuple[IntArray, BoolArray]:
    """By group: as the file says, or as many options as it holds, in an order where they have positions."""
    first = options.group_by("code").agg(pl.len(), pl.col("row").first()).sort("code")
    sizes = first["len"].to_numpy().astype(np.int64)
    rows = first["row"].to_numpy()
    if table.has("group_size"):
        stated = table.frame["group_size"].cast(pl.Int64, strict=False).fill_null(0).to_numpy()[rows]
        bad = np.flatnonzero(stated < sizes)
        if len(bad):
            held = int(sizes[bad[0]])
            raise table.fail(
                "group_size",
                int(rows[bad[0]]),
                allowed=f"a whole number from {held}, as many as the file holds",
            )
        sizes = stated.astype(np.int64)
    ordered = np.full(len(sizes), table.has("position"))
    if table.has("group_ordered"):
        said = table.frame["group_ordered"].str.to_lowercase()
        ordered &= said.is_in(["true", "yes", "1"]).fill_null(value=False).to_numpy()[rows]
    return sizes, ordered


def _positions(table: Table) -> list[int | None]:
    if not table.has("position"):
        return [None] * table.frame.height
    text = table.frame["position"]
    number = text.cast(pl.Int64, strict=False)
    bad = (number.is_null() & (text.is_not_null() | table.frame["group"].is_not_null())).to_numpy()
    if bad.any():
        raise table.fail("position", int(np.argmax(bad)), allowed="a whole number for each option of a group")
    return number.to_list()


def _check_one_place(table: Table, grouped: pl.DataFrame) -> None:
    """A question belongs to one group, at one place of its own."""
    for name, problem in (("group", "is another group than"), ("position", "is another place than")):
        first = pl.col(name).first().over("question")
        wrong = grouped.with_columns(first=first).filter(pl.col(name).ne_missing(pl.col("first"))).head(1)
        if wrong.height:
            raise table.fail(
                name,
                wrong["row"][0],
                problem=f"{problem} on an earlier row of the same question",
                allowed="one",
            )
    if not table.has("position"):
        return
    asked = pl.col("question").first().over("group", "position")
    wrong = grouped.with_columns(first=asked).filter(pl.col("question") != pl.col("first")).head(1)
    if wrong.height:
        raise table.fail(
            "position", wrong["row"][0], problem="is another option's place", allowed="a place of its own"
        )
