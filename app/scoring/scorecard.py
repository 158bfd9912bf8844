"""Scorecards: every accuracy figure of one author, source or topic, each with n, or null with its reason."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from scipy.special import stdtrit

from app.scoring.boards import compare_board
from app.scoring.calibration import MINIMUM_CLUSTERS, Calibration
from app.scoring.codes import number
from app.scoring.comparisons import Comparisons
from app.scoring.figures import Figures, figures_by_group
from app.scoring.inputs import Columns, FloatArray, IntArray
from app.scoring.intervals import ALONE, LEVEL
from app.scoring.logarithmic import CLIP
from app.scoring.peer import peer_scores
from app.scoring.rank_sets import RankSets, place_sets
from app.scoring.ranking import NOBODY, RANKED_FROM, Places, rank_groups, shown, too_few
from app.scoring.reliability import CurvePoint, ReliabilityBin, bins_by_group, curves_by_group
from app.scoring.selection import Fractions, choose_rows
from app.scoring.skill import BASE_RATE, skill_scores
from app.scoring.updates import Updates

METHOD = "foreseen-2"  # changes whenever any published number could
_NONE = "no scored forecasts"
_FRACTIONS = "not defined for outcomes between 0 and 1"
_ALONE = "only authors are compared with each other"
_UNSURE = "too few shared families, or too weak links, for a standard error"
_NO_PEERS = "nobody else forecast these questions by then"
_TOGETHER = "all forecasts together are compared with nobody"
_UNSHARED = "no question was answered by anybody else here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """What is known about the accuracy of one forecaster; a figure is None where `reasons` says why.

    n: authors' questions scored (restating adds none); forecasts: rows behind them; clusters: families of
    questions; effective_clusters: families counted by how evenly they share the forecasts. Brier 0 to 1,
    log in nats.
    """

    n: int
    forecasts: int
    questions: int
    clusters: int
    effective_clusters: float
    base_rate: float | None = None
    brier: float | None = None
    brier_se: float | None = None
    brier_interval: tuple[float, float] | None = None
    interval_method: str | None = None
    interval_level: float = LEVEL
    brier_bounds: tuple[float, float] | None = None
    log: float | None = None
    log_clipped: float | None = None
    log_clip: float = CLIP
    log_infinite: int = 0
    log_mcb: float | None = None
    log_dsc: float | None = None
    log_unc: float | None = None
    spherical: float | None = None
    mcb: float | None = None
    dsc: float | None = None
    unc: float | None = None
    skill: float | None = None
    skill_reference: str = BASE_RATE
    calibration: Calibration = field(default_factory=lambda: Calibration(withheld=_NONE))
    peer: float | None = None
    peer_interval: tuple[float, float] | None = None
    peer_n: int = 0
    adjusted: float | None = None
    adjusted_interval: tuple[float, float] | None = None
    shrunk: float | None = None
    rank: int | None = None
    rank_set: tuple[int, int] | None = None
    unranked: str | None = None
    compared_with: int | None = None
    better_than: int | None = None
    worse_than: int | None = None
    after_close: int = 0
    fractions_dropped: int = 0
    reliability: tuple[ReliabilityBin, ...] = ()
    curve: tuple[CurvePoint, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain dictionaries, lists, strings and finite numbers."""
        card: dict[str, Any] = _plain(asdict(self))
        return card


def score(
    columns: Columns,
    *,
    updates: str = Updates.FIRST,
    fractions: Fractions = "keep",
    minimum_clusters: int = RANKED_FROM,
) -> Scorecard:
    """The scorecard of all forecasts together; with none, a card of n = 0 without scores.

    updates: which of an author's forecasts on one question count. fractions: "drop" leaves questions
    resolved in part out. minimum_clusters: effective families below which nobody is ranked. Raises
    ValueError naming a bad argument.
    """
    everything = np.zeros(len(columns), dtype=np.int64)
    cards = score_groups(
        columns, everything, updates=updates, fractions=fractions, minimum_clusters=minimum_clusters
    )
    if not cards:
        return Scorecard(
            n=0, forecasts=0, questions=0, clusters=0, effective_clusters=0.0, **_empty(minimum_clusters)
        )
    return _of_everything(cards[0][1])


def _of_everything(card: Scorecard) -> Scorecard:
    """The card without words that would only be true of one among several."""
    reasons = {
        name: _TOGETHER if why in (_UNSHARED, NOBODY, _ALONE) else why for name, why in card.reasons.items()
    }
    return replace(card, unranked=_TOGETHER if card.unranked == NOBODY else card.unranked, reasons=reasons)


def score_groups(
    columns: Columns,
    keys: IntArray,
    *,
    updates: str = Updates.FIRST,
    fractions: Fractions = "keep",
    minimum_clusters: int = RANKED_FROM,
    reliability: bool = True,
    adjust: bool = True,
    never_ranked: Mapping[int, str] | None = None,
    forecast: IntArray | None = None,
    compare: bool = False,
    rng: np.random.Generator | None = None,
) -> list[tuple[int, Scorecard]]:
    """One scorecard per code in `keys` (one per row), in rising order of the code; otherwise like `score`.

    An author and question count once in each group. Peers are all authors of `columns`, whatever their group.
    `reliability=False` leaves out the diagrams' points, `adjust=False` the comparison of groups by shared
    questions (adjusted, shrunk, rank), which means nothing where groups are topics. `never_ranked` gives the
    reason for each key that must have no rank whatever its figures. `forecast`: where keys are authors, the
    code of the forecast in each row, which stands there once for each co-author; `columns.author` is then
    the team, which the adjusted scores compare with others as one. `compare`: say of
    each group how many others were shown to be better or worse, all pairs judged together. `rng` draws the
    critical value of the rank sets; without it there are none.
    """
    if np.shape(keys) != (len(columns),):
        raise ValueError(f"keys: expected {len(columns)} values, got shape {np.shape(keys)}")
    labels, group = number(np.asarray(keys))
    groups = len(labels)
    chosen = choose_rows(columns, group, updates=updates, fractions=fractions)
    left = chosen.columns.without_lone_questions()
    found = figures_by_group(
        left,
        group=chosen.group,
        weight=chosen.selection.weight,
        counted=chosen.selection.counted,
        peer=None if left.question is None else peer_scores(left),
        groups=groups,
        forecast=None if forecast is None else forecast[chosen.rows],
        adjust=adjust,
    )
    late, partial = group[chosen.late], group[chosen.partial]
    left_out = (np.bincount(late, minlength=groups), np.bincount(partial, minlength=groups))
    places = rank_groups(
        found.shrunk,
        component=found.adjusted.component,
        effective=found.effective,
        shared=found.adjusted.effective,
        minimum=minimum_clusters,
        barred=None if never_ranked is None else [never_ranked.get(int(label)) for label in labels],
    )
    barred = [g for g, label in enumerate(labels.tolist()) if label in (never_ranked or {})]
    compared = compare_board(chosen, barred=barred) if compare else None
    sets = None if rng is None else place_sets(found.adjusted, places, rng=rng)
    cards = _Cards(
        found,
        places=places,
        sets=sets,
        compared=compared,
        left_out=left_out,
        minimum_clusters=minimum_clusters,
        reliability=reliability,
    )
    return [(int(label), cards.card(g)) for g, label in enumerate(labels)]


class _Cards:
    """Turns arrays of figures into scorecards, one group at a time."""

    def __init__(
        self,
        found: Figures,
        *,
        places: Places,
        sets: RankSets | None,
        compared: Comparisons | None,
        left_out: tuple[IntArray, IntArray],
        minimum_clusters: int,
        reliability: bool,
    ) -> None:
        self._found = found
        self._late, self._partial = left_out
        self._minimum = minimum_clusters
        self._skill = skill_scores(found.brier.score, found.brier.unc)
        self._places = places
        self._families: list[int] = found.adjusted.families.tolist()
        self._compared = compared
        self._standings = None
        if compared is not None and compared.reason is None:
            self._standings = compared.standings(found.cells.groups)
        self._sets = dict[int, tuple[int, int]]()
        if sets is not None:
            ranked = np.flatnonzero(places.place).tolist()
            ends = zip(sets.best.tolist(), sets.worst.tolist(), strict=True)
            self._sets = dict(zip(ranked, ends, strict=True))
        self._plain = {name: _numbers(values) for name, values in self._plain_figures().items()}
        self._bins = bins_by_group(found.cells) if reliability else None
        self._curves = curves_by_group(found.cells, found.fitted) if reliability else None

    def card(self, g: int) -> Scorecard:
        found = self._found
        counts: dict[str, Any] = {
            "n": int(found.n[g]),
            "forecasts": int(found.forecasts[g]),
            "questions": int(found.questions[g]),
            "clusters": int(found.clusters[g]),
            "effective_clusters": float(found.effective[g]),
            "after_close": int(self._late[g]),
            "fractions_dropped": int(self._partial[g]),
        }
        if not counts["n"]:
            return Scorecard(**counts, **_empty(self._minimum))
        figures: dict[str, Any] = {name: values[g] for name, values in self._plain.items()}
        several = counts["clusters"] > 1
        interval, bounds = found.interval, found.bounds
        return Scorecard(
            **counts,
            **figures,
            brier_interval=(float(interval.low[g]), float(interval.high[g])) if several else None,
            interval_method=interval.method(g) if several else None,
            brier_bounds=None if bounds is None else (float(bounds[0][g]), float(bounds[1][g])),
            log_infinite=int(found.log_infinite[g]),
            calibration=self._calibration(g),
            peer_interval=self._peer_interval(g),
            peer_n=int(found.peer_n[g]),
            adjusted_interval=self._adjusted_interval(g),
            rank=int(self._places.place[g]) or None,
            rank_set=self._sets.get(g),
            unranked=self._places.unranked[g],
            **self._standing(g),
            reliability=self._bins[g] if self._bins is not None else (),
            curve=self._curves[g] if self._curves is not None else (),
            reasons=self._reasons(g, figures),
        )

    def _plain_figures(self) -> dict[str, FloatArray]:
        found = self._found
        return {
            "base_rate": found.base_rate,
            "brier": found.brier.score,
            "brier_se": found.interval.se,
            "log": found.log,
            "log_clipped": found.log_clipped,
            "log_mcb": found.log_parts.mcb,
            "log_dsc": found.log_parts.dsc,
            "log_unc": found.log_parts.unc,
            "spherical": found.spherical,
            "mcb": found.brier.mcb,
            "dsc": found.brier.dsc,
            "unc": found.brier.unc,
            "skill": self._skill,
            "peer": found.peer,
            "adjusted": found.adjusted.score,
            "shrunk": found.shrunk,
        }

    def _standing(self, g: int) -> dict[str, Any]:
        held = self._standings
        if held is None:
            return {}
        return {
            "compared_with": int(held.compared[g]),
            "better_than": int(held.better[g]),
            "worse_than": int(held.worse[g]),
        }

    def _calibration(self, g: int) -> Calibration:
        found = self._found
        effective = float(found.effective[g])
        if effective < MINIMUM_CLUSTERS:
            seen = f"{shown(effective)} of at least {MINIMUM_CLUSTERS} effective clusters"
            return Calibration(withheld=f"too few to judge: {seen}")
        return Calibration(
            debiased_l2=_number(found.debiased_l2, g),
            ece10=_number(found.ece10, g),
            ecce_p=_number(found.ecce_p, g),
        )

    def _peer_interval(self, g: int) -> tuple[float, float] | None:
        interval = self._found.peer_interval
        if interval is None or not (math.isfinite(interval.low[g]) and math.isfinite(interval.high[g])):
            return None
        return 2 * float(interval.low[g]) - 1, 2 * float(interval.high[g]) - 1

    def _adjusted_interval(self, g: int) -> tuple[float, float] | None:
        score, se = float(self._found.adjusted.score[g]), float(self._found.adjusted.se[g])
        families = self._families[g]
        if not math.isfinite(se) or se <= 0 or families < 2:
            return None
        reach = float(stdtrit(families - 1, (1 + LEVEL) / 2)) * se
        return score - reach, score + reach

    def _reasons(self, g: int, figures: Mapping[str, float | None]) -> dict[str, str]:
        found, reasons = self._found, dict[str, str]()
        if figures["adjusted"] is None:
            reasons |= dict.fromkeys(("adjusted", "adjusted_interval", "shrunk"), _UNSHARED)
        elif figures["shrunk"] is None:
            reasons |= dict.fromkeys(("adjusted_interval", "shrunk"), _UNSURE)
        elif self._adjusted_interval(g) is None:
            reasons["adjusted_interval"] = _UNSURE
        if figures["brier_se"] is None:
            reasons |= dict.fromkeys(("brier_se", "brier_interval"), ALONE)
        if found.bounds is None:
            reasons["brier_bounds"] = "no ranges of probability were given"
        if figures["log"] is None:
            certain = int(found.log_infinite[g])
            infinite = f"infinite: certain and wrong {certain} times (log_clipped keeps {CLIP} away)"
            reasons |= dict.fromkeys(("log", "log_mcb"), infinite)
        if figures["spherical"] is None:
            reasons["spherical"] = _FRACTIONS
        if figures["skill"] is None:
            reasons["skill"] = "all outcomes are alike, so the base rate is a perfect reference"
        if found.effective[g] >= MINIMUM_CLUSTERS and np.isnan(found.ecce_p[g]):
            reasons["calibration.ecce_p"] = (
                _FRACTIONS if found.fractional[g] else "every forecast was certain and right: nothing to test"
            )
        if figures["peer"] is None:
            reasons |= dict.fromkeys(
                ("peer", "peer_interval"), "nobody else forecast these questions by then"
            )
        elif self._peer_interval(g) is None:
            reasons["peer_interval"] = ALONE
        reasons |= self._reasons_of_place(g)
        return dict(sorted(reasons.items()))

    def _reasons_of_place(self, g: int) -> dict[str, str]:
        reasons = dict[str, str]()
        if self._standings is None:
            why = _ALONE if self._compared is None else self._compared.reason or _ALONE
            reasons |= dict.fromkeys(("compared_with", "better_than", "worse_than"), why)
        if (unranked := self._places.unranked[g]) is not None:
            reasons |= dict.fromkeys(("rank", "rank_set"), unranked)
        return reasons


def _empty(minimum_clusters: int) -> dict[str, Any]:
    """What a card without forecasts says."""
    nulls = (
        "adjusted adjusted_interval base_rate better_than brier brier_bounds brier_interval brier_se "
        "compared_with dsc log log_clipped "
        "log_dsc log_mcb log_unc mcb peer peer_interval rank rank_set shrunk skill spherical unc worse_than"
    )
    return {"unranked": too_few(0.0, minimum_clusters), "reasons": dict.fromkeys(nulls.split(), _NONE)}


def _numbers(values: FloatArray) -> list[float | None]:
    return [value if math.isfinite(value) else None for value in values.tolist()]


def _number(values: FloatArray, g: int) -> float | None:
    value = float(values[g])
    return value if math.isfinite(value) else None


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value
