"""Every figure of every group in one pass over sorted rows: one number per group, NaN where undefined."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from app.scoring.bins import DECILES, into_bins
from app.scoring.blocks import blocks_of_groups, joined
from app.scoring.bounds import bounds_by_group
from app.scoring.brier import brier_losses
from app.scoring.calibration import (
    binned_errors,
    clustered_noise,
    cumulative_p,
    cumulative_ranges,
    debiased_squares,
)
from app.scoring.clusters import Clusters, Membership, membership, sum_clusters
from app.scoring.codes import all_differ, order_by, starts
from app.scoring.corp import GroupedDecomposition, decompose_groups, recalibrated
from app.scoring.crossed import cross
from app.scoring.difficulty import Adjusted, adjust_scores
from app.scoring.inputs import BoolArray, Columns, FloatArray, IntArray
from app.scoring.intervals import GroupedIntervals, cluster_intervals
from app.scoring.logarithmic import clipped_log_losses, infinite_rows, log_losses
from app.scoring.shrinkage import shrink_within
from app.scoring.spherical import spherical_rewards
from app.scoring.sums import count_by, ratio, sum_by
from app.scoring.tally import Tally, canonical_order, tally_sorted

_UNREAD = ("made_on", "closes_on")  # columns that no figure here reads are not sorted either


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Scored rows in canonical order: group, weight, whether they add to n, and peer score."""

    groups: int
    columns: Columns
    group: IntArray
    weight: FloatArray
    counted: BoolArray
    peer: FloatArray | None  # None where nobody has peers
    forecast: IntArray | None = None  # equal where one forecast is listed for each of its authors

    @property
    def family(self) -> IntArray | None:
        """The family of each row, by default its question; None where every row is its own."""
        return self.columns.question if self.columns.family is None else self.columns.family


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Figures:
    """One entry per group."""

    n: IntArray
    forecasts: IntArray
    questions: IntArray
    clusters: IntArray
    effective: FloatArray
    base_rate: FloatArray
    interval: GroupedIntervals
    bounds: tuple[FloatArray, FloatArray] | None
    log: FloatArray
    log_infinite: FloatArray
    log_clipped: FloatArray
    spherical: FloatArray
    fractional: BoolArray
    brier: GroupedDecomposition
    log_parts: GroupedDecomposition
    debiased_l2: FloatArray
    ece10: FloatArray
    ecce_p: FloatArray
    peer: FloatArray
    peer_n: IntArray
    peer_interval: GroupedIntervals | None  # of (peer + 1) / 2; None where nobody has peers
    adjusted: Adjusted
    shrunk: FloatArray
    cells: Tally
    fitted: FloatArray


def arrange(
    columns: Columns,
    *,
    group: IntArray,
    weight: FloatArray,
    counted: BoolArray,
    peer: FloatArray | None,
    groups: int,
    forecast: IntArray | None = None,
) -> Rows:
    """Rows with weight, in an order that does not depend on the one they came in."""
    kept = weight > 0
    if kept.all():
        order = canonical_order(group, columns.probability, columns.outcome)
    else:
        rows = np.flatnonzero(kept)
        order = rows[canonical_order(group[rows], columns.probability[rows], columns.outcome[rows])]
    return Rows(
        groups,
        columns.take(order),
        group[order],
        weight[order],
        counted[order],
        None if peer is None else peer[order],
        None if forecast is None else forecast[order],
    )


def figures_by_group(
    columns: Columns,
    *,
    group: IntArray,
    weight: FloatArray,
    counted: BoolArray,
    peer: FloatArray | None,
    groups: int,
    forecast: IntArray | None = None,
    adjust: bool = False,
) -> Figures:
    """All figures of all groups; `adjust` compares the groups with each other on shared questions."""
    unread = [*_UNREAD, *(("source",) if forecast is None else ())]
    if columns.article is not None and all_differ(columns.article):
        unread.append("article")  # an article of one forecast shares its errors with nobody
    columns = columns.without(*unread)

    def arranged(part: IntArray | slice, of: slice) -> Rows:
        return arrange(
            columns.take(part),
            group=group[part] - of.start,
            weight=weight[part],
            counted=counted[part],
            peer=None if peer is None else peer[part],
            groups=of.stop - of.start,
            forecast=None if forecast is None else forecast[part],
        )

    found = joined([compute_figures(arranged(*block)) for block in blocks_of_groups(group, groups)])
    if not adjust:
        return found
    adjusted = _adjusted(arranged(slice(None), slice(0, groups)))
    shrunk = shrink_within(adjusted.score, adjusted.se, adjusted.component, families=adjusted.families)
    return replace(found, adjusted=adjusted, shrunk=shrunk)


def compute_figures(rows: Rows) -> Figures:
    """All figures that a group has by itself, for all groups."""
    p, y, groups = rows.columns.probability, rows.columns.outcome, rows.groups
    cells = tally_sorted(rows.group, p, y, rows.weight, groups=groups)
    member = membership(rows.group, rows.family, p)
    loss, article = brier_losses(p, y), rows.columns.article
    clusters = sum_clusters(member, rows.group, rows.weight, loss=loss, surprise=y - p, groups=groups)
    crossed = None
    if article is not None:
        crossed = cross(member, rows.group, article, rows.weight, loss=loss, groups=groups)
    fitted = recalibrated(cells)
    log_parts = decompose_groups(cells, log_losses, fitted=fitted)
    peer, peer_n = _peers(rows)
    debiased, ece, cumulative = _calibration(rows, cells, member, clusters)
    fractional = cells.fractional > 0
    return Figures(
        n=count_by(rows.group[rows.counted], groups),
        forecasts=count_by(rows.group, groups),
        questions=_questions(rows),
        clusters=clusters.count,
        effective=clusters.effective,
        base_rate=cells.mean(cells.outcome),
        interval=cluster_intervals(clusters, crossed=crossed),
        bounds=None
        if rows.columns.low is None
        else bounds_by_group(rows.columns, rows.group, rows.weight, groups=groups),
        log=log_parts.score,
        log_infinite=infinite_rows(cells),
        log_clipped=cells.mean(clipped_log_losses(cells.probability, cells.outcome)),
        spherical=np.where(
            fractional, np.nan, cells.mean(spherical_rewards(cells.probability, cells.outcome))
        ),
        fractional=fractional,
        brier=decompose_groups(cells, brier_losses, fitted=fitted),
        log_parts=log_parts,
        debiased_l2=debiased,
        ece10=ece,
        ecce_p=np.where(fractional, np.nan, cumulative),
        peer=peer,
        peer_n=peer_n,
        peer_interval=_peer_intervals(rows),
        adjusted=_unadjusted(groups),
        shrunk=np.full(groups, np.nan),
        cells=cells,
        fitted=fitted,
    )


def _unadjusted(groups: int) -> Adjusted:
    nothing = np.full(groups, np.nan)
    return Adjusted(nothing, nothing, np.full(groups, -1), np.zeros(groups))


def _adjusted(rows: Rows) -> Adjusted:
    question, family = rows.columns.question, rows.family
    if question is None or family is None or rows.groups < 2:
        return _unadjusted(rows.groups)
    return adjust_scores(
        brier_losses(rows.columns.probability, rows.columns.outcome),
        group=rows.group,
        question=question,
        family=family,
        weight=rows.weight,
        groups=rows.groups,
        team=None if rows.forecast is None else rows.columns.forecaster,
        forecast=rows.forecast,
    )


def _questions(rows: Rows) -> IntArray:
    if rows.columns.question is None or all_differ(rows.columns.question):
        return count_by(rows.group, rows.groups)
    order = order_by(rows.columns.question)  # groups rise within each question, as they do among the rows
    group = rows.group[order]
    return count_by(group[starts(group, rows.columns.question[order])], rows.groups)


def _peers(rows: Rows) -> tuple[FloatArray, IntArray]:
    """Mean peer score, and how many author's questions had peers."""
    if rows.peer is None:
        return np.full(rows.groups, np.nan), np.zeros(rows.groups, dtype=np.int64)
    peered = np.flatnonzero(~np.isnan(rows.peer))
    group, weight = rows.group[peered], rows.weight[peered]
    total = sum_by(group, weight * rows.peer[peered], rows.groups)
    return (
        ratio(total, sum_by(group, weight, rows.groups)),
        count_by(group[rows.counted[peered]], rows.groups),
    )


def _peer_intervals(rows: Rows) -> GroupedIntervals | None:
    """Intervals of the mean peer score, moved from -1 to 1 into 0 to 1, by family and article."""
    if rows.peer is None:
        return None
    peered = np.flatnonzero(~np.isnan(rows.peer))
    group, weight, article = rows.group[peered], rows.weight[peered], rows.columns.article
    moved = (rows.peer[peered] + 1) / 2
    family = None if rows.family is None else rows.family[peered]
    member = membership(group, family, rows.columns.probability[peered])
    clusters = sum_clusters(member, group, weight, loss=moved, surprise=moved, groups=rows.groups)
    crossed = None
    if article is not None:
        crossed = cross(member, group, article[peered], weight, loss=moved, groups=rows.groups)
    return cluster_intervals(clusters, crossed=crossed)


def _calibration(
    rows: Rows, cells: Tally, member: Membership, clusters: Clusters
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Debiased squared error with clustered noise, the legacy ECE, and the cumulative test's p-value.

    Families that move together widen the null of the cumulative test: its variance is multiplied by how
    much the families' summed surprises exceed the forecasts' own (1 where every family is one forecast;
    never less than 1).
    """
    kept = into_bins(cells, DECILES)
    bin_of_row = np.repeat(kept.of_cell, cells.rows)
    noise = clustered_noise(
        kept,
        member.lay_on_parts(bin_of_row),
        member.by_part(rows.weight),
        member.by_part(rows.weight * rows.columns.outcome),
    )
    p, squares = rows.columns.probability, np.square(rows.weight)
    alone = squares * np.square(rows.columns.outcome - p)
    together = clusters.total(np.square(clusters.surprise))
    # Row by row: weights may differ within a cell.
    variance = sum_by(rows.group, squares * p * (1 - p), rows.groups)
    inflation = np.maximum(ratio(together, sum_by(rows.group, alone, rows.groups), missing=1.0), 1.0)
    return (
        debiased_squares(kept, rows.groups, noise),
        binned_errors(kept, rows.groups),
        cumulative_p(cumulative_ranges(cells), variance * inflation),
    )
