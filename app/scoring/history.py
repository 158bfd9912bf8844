"""A mean score over time: the questions that closed within each window of months, with its interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.scoring.clusters import membership, sum_clusters
from app.scoring.crossed import cross
from app.scoring.inputs import BoolArray, FloatArray, IntArray, checked_weights, code_array, unit_array
from app.scoring.intervals import ALONE, LEVEL, cluster_intervals
from app.scoring.sums import count_by

MONTHS_LIMIT = 2400  # two centuries: more is a mistaken date


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The mean over one window; `month` is its last, counted like the months that were given."""

    month: int
    n: int
    clusters: int
    effective_clusters: float
    mean: float | None
    interval: tuple[float, float] | None
    method: str | None
    reason: str | None


def rolling_means(
    losses: FloatArray,
    month: IntArray,
    *,
    months: int,
    family: IntArray | None = None,
    article: IntArray | None = None,
    weight: FloatArray | None = None,
    counted: BoolArray | None = None,
    level: float = LEVEL,
) -> tuple[Window, ...]:
    """Mean loss of the rows of each window of `months` months, from the first month to the last.

    The window that ends with month m holds the rows of months m - months + 1 to m. losses: in [0, 1], shape
    (n,); month: whole months of any epoch; family: codes, by default each row its own; article: codes of
    what else the rows share, by default nothing; weight: by default 1 each; counted: which rows add to n, by
    default all. The interval is that of `mean_interval`. Windows overlap, so neighbouring points move
    together. ValueError on bad input; no rows give no windows.
    """
    loss = unit_array("losses", losses)
    at = code_array("month", month, len(loss))
    if months < 1:
        raise ValueError(f"months: {months} is not at least 1")
    if not len(loss):
        return ()
    first, last = int(at.min()), int(at.max())
    if last - first >= MONTHS_LIMIT:
        raise ValueError(f"month: {last - first + 1} months from first to last, more than {MONTHS_LIMIT}")
    w = checked_weights(weight, len(loss))
    codes = np.arange(len(loss)) if family is None else code_array("family", family, len(loss))
    stood_in = None if article is None else code_array("article", article, len(loss))
    adds = np.ones(len(loss), dtype=np.bool_) if counted is None else np.asarray(counted, dtype=np.bool_)

    groups = last - first + 1
    row = np.repeat(np.arange(len(loss)), months)
    group = np.repeat(at - first, months) + np.tile(np.arange(months), len(loss))
    inside = (group < groups) & (w[row] > 0)
    row, group = row[inside], group[inside]
    member = membership(group, codes[row], loss[row])
    clusters = sum_clusters(member, group, w[row], loss=loss[row], surprise=loss[row], groups=groups)
    crossed = None
    if stood_in is not None:
        crossed = cross(member, group, stood_in[row], w[row], loss=loss[row], groups=groups)
    found = cluster_intervals(clusters, level=level, crossed=crossed)
    n = count_by(group[adds[row]], groups)
    count, effective = clusters.count, clusters.effective
    return tuple(
        Window(
            month=first + g,
            n=int(n[g]),
            clusters=int(count[g]),
            effective_clusters=float(effective[g]),
            mean=float(found.mean[g]) if count[g] else None,
            interval=(float(found.low[g]), float(found.high[g])) if count[g] > 1 else None,
            method=None if count[g] < 2 else found.method(g),
            reason="no question closed in this window" if not count[g] else ALONE if count[g] == 1 else None,
        )
        for g in range(groups)
    )
