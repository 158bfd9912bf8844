"""What one scorecard shows besides its headline figures: decompositions, and what resampling says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from app.scoring.bootstrap import DRAWS, Bootstrap, bootstrap
from app.scoring.bounds import bounds_by_group
from app.scoring.calibration import MINIMUM_CLUSTERS
from app.scoring.clusters import membership, sum_clusters
from app.scoring.consistency import Consistency, consistency
from app.scoring.folded import Folded, folded_score
from app.scoring.inputs import Columns, FloatArray
from app.scoring.murphy import Murphy, Yates, murphy, yates
from app.scoring.ranking import shown
from app.scoring.skill_parts import SkillParts, skill_parts

NONE = "no scored forecasts"
LEAST_DRAWS = 99
_ROWS_DRAWN = 50_000_000  # what a reader waits for: beyond 50,000 forecasts fewer draws are made


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """Figures of one set of forecasts; each is None where `reasons` says why."""

    murphy: Murphy | None = None
    yates: Yates | None = None
    skill_parts: SkillParts | None = None
    folded: Folded | None = None
    consistency: Consistency | None = None
    resampled: Bootstrap | None = None
    brier_bounds_per_forecast: tuple[float, float] | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)


def describe(columns: Columns, weight: FloatArray, *, rng: np.random.Generator) -> Detail:
    """Everything `Detail` holds of forecasts with these weights (0: left out), all authors together.

    rng: draws the consistency band, the null distribution of MCB and the bootstrap, in that order. Up to
    50,000 forecasts make 999 and 1,000 draws, more make fewer, and each figure says how many.
    """
    kept = np.flatnonzero(weight > 0)
    if not len(kept):
        names = [name for name in Detail.__slots__ if name != "reasons"]
        return Detail(reasons=dict.fromkeys(sorted(names), NONE))
    order = kept[np.lexsort((columns.outcome[kept], columns.probability[kept]))]
    rows, w = columns.take(order), weight[order]
    p, y = rows.probability, rows.outcome
    family = rows.question if rows.family is None else rows.family
    reasons: dict[str, str] = {}
    fractional = bool(((y > 0) & (y < 1)).any())
    one_sided = not fractional and len(np.unique(y)) < 2
    if fractional:
        reasons |= dict.fromkeys(("murphy", "yates"), "not defined for outcomes between 0 and 1")
    elif one_sided:
        reasons["yates"] = "needs both a YES and a NO"
    draws = int(np.clip(_ROWS_DRAWN // len(order), LEAST_DRAWS, DRAWS))
    calibrated = consistency(p, y, family, weight=w, rng=rng, draws=min(draws, DRAWS - 1))
    resampled = None
    if (few := _too_few(rows, w)) is not None:
        reasons["resampled"] = few
    else:
        resampled = bootstrap(p, y, family, weight=w, rng=rng, draws=draws)
    bounds = None
    if rows.low is None:
        reasons["brier_bounds_per_forecast"] = "no ranges of probability were given"
    else:
        group = np.zeros(len(order), dtype=np.int64)
        least, most = bounds_by_group(rows, group, w, groups=1, meaning="per_forecast")
        bounds = (float(least[0]), float(most[0]))
    return Detail(
        murphy=None if fractional else murphy(p, y, weight=w),
        yates=None if fractional or one_sided else yates(p, y, weight=w),
        skill_parts=skill_parts(p, y, weight=w),
        folded=folded_score(p, y, weight=w),
        consistency=calibrated,
        resampled=resampled,
        brier_bounds_per_forecast=bounds,
        reasons=reasons,
    )


def _too_few(rows: Columns, weight: FloatArray) -> str | None:
    group = np.zeros(len(rows), dtype=np.int64)
    family = rows.question if rows.family is None else rows.family
    member = membership(group, family, rows.probability)
    nothing = np.zeros(len(rows))
    clusters = sum_clusters(member, group, weight, loss=nothing, surprise=nothing, groups=1)
    effective = float(clusters.effective[0])
    if effective >= MINIMUM_CLUSTERS:
        return None
    return f"too few to judge: {shown(effective)} of at least {MINIMUM_CLUSTERS} effective clusters"
