"""How well reading finds what annotators labelled: sentences told apart, fields right, with intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.domain.forecast import Kind
from app.extraction.agreement import compare, match
from app.extraction.labels import Label, LabelledArticle, Tier
from app.extraction.reading import Candidate
from app.extraction.units import Units, split_units

POSITIVE = frozenset((Kind.EVENT, Kind.COMPARATIVE))
NOT_FOUND = "not found"
NO_LABEL = "no label"
FIELDS = (
    "probability", "negated", "role", "speaker", "speaker_byline", "speaker_quoted", "speaker_reported",
    "condition", "condition_near", "condition_none", "deadline", "deadline_near", "deadline_none",
    "deadline_latest", "kind",
)  # fmt: skip
DRAWS = 1_000
LEVEL = 0.95
_UNDEFINED = 0.05  # the share of draws that may lack a figure before its interval is withheld


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A figure over n cases with its interval; None where undefined, and `reason` says why."""

    n: int
    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What one set of articles shows. `kinds`: label's kind, then candidate's, to the number of claims."""

    articles: int
    sentences: int
    positive: int
    ignored: int
    found: int
    false_alarms: int
    missed: int
    precision: Share
    recall: Share
    f1: Share
    labels: int
    matched: int
    fields: dict[str, Share]
    kinds: dict[str, dict[str, int]]
    candidates: int
    inexact: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A sentence that was missed or read wrongly: the words labelled, or those of the candidate."""

    article: str
    start: int
    quote: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All articles together, each style by itself, and the sentences that went wrong."""

    level: float
    draws: int
    overall: Agreement
    styles: dict[str, Agreement]
    misses: tuple[Spot, ...]
    false_alarms: tuple[Spot, ...]


@dataclass(slots=True)
class _Tally:
    """The counts of one article; every published figure is a ratio of sums of these."""

    style: str
    counts: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    judged: Counter[str] = field(default_factory=Counter)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    misses: list[Spot] = field(default_factory=list)
    false_alarms: list[Spot] = field(default_factory=list)


def evaluate(
    readings: Iterable[tuple[LabelledArticle, Sequence[Candidate]]],
    *,
    rng: np.random.Generator,
    draws: int = DRAWS,
    level: float = LEVEL,
) -> Evaluation:
    """Compare what was read in each article with its labels.

    Sentences (`split_units`: sentences as reading splits them, a list item whole). A label and a candidate
    belong to the sentence in which their quote starts. A sentence is positive where a core label starts in
    it; ignored where none does, but a borderline or undecided one; negative otherwise. In an article that is
    not complete, sentences without any label are not judged. A sentence is found where a candidate of kind
    event or comparative starts in it. With tp positive and found, fp negative and found, fn positive and not:

        precision = tp / (tp + fp),  recall = tp / (tp + fn),  F1 = 2 tp / (2 tp + fp + fn)

    Fields: labels and candidates of one sentence are matched by overlap (`match`), whatever their kind and
    tier, and compared (`compare` defines each field) where the label is core; each figure is the share right.
    `kind` takes borderline labels in too. `labels` counts core labels, `matched` those with a candidate.

    `kinds` counts core and borderline labels by their kind and their candidate's ("not found" without one);
    its row "no label" has the candidates that no such label claims, in sentences that are judged.
    `inexact` counts candidates whose quote, condition or deadline is not what stands at its offsets.

    Intervals: each of `draws` draws takes as many articles as there are, with replacement, all their counts
    with them; [low, high] is the middle `level` of the figure, over the draws in which it is defined. None
    with the reason below two articles, or where more than 5% of the draws lack it. With a dozen articles or
    fewer such an interval is too narrow, since few show little of how articles differ, and it has no width
    where all of them agree: it is an orientation.

    ValueError where there is no article, draws are below 1 or level is not inside (0, 1). Efron and
    Tibshirani, An Introduction to the Bootstrap, 1993, section 13.3; van Rijsbergen, Information Retrieval,
    1979, chapter 7, for F.
    """
    if draws < 1:
        raise ValueError(f"draws: {draws} is below 1")
    if not 0 < level < 1:
        raise ValueError(f"level: {level} is not inside (0, 1)")
    tallies = [_tally(article, candidates) for article, candidates in readings]
    if not tallies:
        raise ValueError("readings: is empty")
    styles = sorted({tally.style for tally in tallies})
    resample = _Resampling(rng, draws, level)
    return Evaluation(
        level=level,
        draws=draws,
        overall=_summary(tallies, resample),
        styles={name: _summary([one for one in tallies if one.style == name], resample) for name in styles},
        misses=tuple(spot for tally in tallies for spot in tally.misses),
        false_alarms=tuple(spot for tally in tallies for spot in tally.false_alarms),
    )


def _tally(article: LabelledArticle, candidates: Sequence[Candidate]) -> _Tally:
    units = split_units(article.text)
    tally = _Tally(article.style or "none given")
    judged = _count_sentences(tally, article, candidates, units)
    matched = match(article.labels, candidates, units)
    for place, label in enumerate(article.labels):
        if label.tier in {Tier.CORE, Tier.BORDERLINE}:
            candidate = candidates[matched[place]] if place in matched else None
            _count_claim(tally, label, candidate)
    wanted = {
        number
        for place, number in matched.items()
        if article.labels[place].tier in {Tier.CORE, Tier.BORDERLINE, Tier.OPEN}
    }
    for number, candidate in enumerate(candidates):
        tally.counts["candidates"] += 1
        tally.counts["inexact"] += not _is_exact(article.text, candidate)
        if number not in wanted and units.place(candidate.start) in judged:
            tally.kinds[NO_LABEL, candidate.kind.value] += 1
    return tally


def _count_sentences(
    tally: _Tally, article: LabelledArticle, candidates: Sequence[Candidate], units: Units
) -> set[int]:
    """Count the sentences of each sort; returns those that are judged, the ignored ones among them."""
    labelled: dict[int, list[Label]] = {}
    for label in article.labels:
        labelled.setdefault(units.place(label.start), []).append(label)
    found: dict[int, Candidate] = {}
    for candidate in candidates:
        if candidate.kind in POSITIVE:
            found.setdefault(units.place(candidate.start), candidate)
    judged = set(range(len(units.texts))) if article.complete else set(labelled)
    for number in sorted(judged):
        core = [label for label in labelled.get(number, ()) if label.tier is Tier.CORE]
        if not core and any(label.tier is not Tier.NONE for label in labelled.get(number, ())):
            tally.counts["ignored"] += 1
            continue
        tally.counts["sentences"] += 1
        tally.counts["positive"] += bool(core)
        tally.counts["tp"] += bool(core) and number in found
        if core and number not in found:
            tally.counts["fn"] += 1
            text = article.text[core[0].start : core[0].end]
            tally.misses.append(Spot(article.name, core[0].start, text, "missed"))
        elif not core and number in found:
            tally.counts["fp"] += 1
            read = found[number]
            tally.false_alarms.append(Spot(article.name, read.start, read.quote, f"{read.cue}: {read.kind}"))
    return judged


def _count_claim(tally: _Tally, label: Label, candidate: Candidate | None) -> None:
    core = label.tier is Tier.CORE
    tally.counts["labels"] += core
    tally.counts["matched"] += core and candidate is not None
    if label.kind is not None:
        tally.kinds[label.kind.value, NOT_FOUND if candidate is None else candidate.kind.value] += 1
    if candidate is None:
        return
    for name, right in compare(label, candidate).items():
        if core or name == "kind":
            tally.judged[name] += 1
            tally.right[name] += right


def _is_exact(text: str, candidate: Candidate) -> bool:
    condition, deadline = candidate.condition, candidate.deadline
    return (
        text[candidate.start : candidate.end] == candidate.quote
        and (condition is None or text[condition.start : condition.end] == condition.text)
        and (deadline is None or text[deadline.start : deadline.end] == deadline.words)
    )


class _Resampling:
    """Ratios of sums over articles, with the bootstrap's intervals."""

    def __init__(self, rng: np.random.Generator, draws: int, level: float) -> None:
        self.rng, self.draws, self.level = rng, draws, level

    def weights(self, articles: int) -> NDArray[np.float64]:
        """How often each draw takes each article."""
        drawn = self.rng.multinomial(articles, np.full(articles, 1 / articles), size=self.draws)
        return drawn.astype(np.float64)

    def share(
        self,
        numerator: Sequence[int],
        denominator: Sequence[int],
        weights: NDArray[np.float64],
        *,
        n: int | None = None,
    ) -> Share:
        """The ratio of both sums over `n` cases, the denominator's unless given."""
        total = sum(denominator)
        cases = total if n is None else n
        if not total:
            return Share(n=cases, value=None, reason="no case")
        value = sum(numerator) / total
        if len(denominator) < 2:
            return Share(n=cases, value=value, reason="no interval from one article")
        below = weights @ np.asarray(denominator, dtype=np.float64)
        known = below > 0
        if np.mean(~known) > _UNDEFINED:
            return Share(n=cases, value=value, reason="no interval: too few articles have such a case")
        drawn = (weights @ np.asarray(numerator, dtype=np.float64))[known] / below[known]
        low, high = np.quantile(drawn, [(1 - self.level) / 2, (1 + self.level) / 2]).tolist()
        return Share(n=cases, value=value, low=low, high=high)


def _summary(tallies: Sequence[_Tally], resample: _Resampling) -> Agreement:
    weights = resample.weights(len(tallies))
    tp, fp, fn = ([tally.counts[name] for tally in tallies] for name in ("tp", "fp", "fn"))
    either = [2 * a + b + c for a, b, c in zip(tp, fp, fn, strict=True)]
    total: Counter[str] = sum((tally.counts for tally in tallies), Counter())
    return Agreement(
        articles=len(tallies),
        sentences=total["sentences"],
        positive=total["positive"],
        ignored=total["ignored"],
        found=total["tp"],
        false_alarms=total["fp"],
        missed=total["fn"],
        precision=resample.share(tp, [a + b for a, b in zip(tp, fp, strict=True)], weights),
        recall=resample.share(tp, [a + c for a, c in zip(tp, fn, strict=True)], weights),
        f1=resample.share([2 * a for a in tp], either, weights, n=total["sentences"]),
        labels=total["labels"],
        matched=total["matched"],
        fields={
            name: resample.share(
                [one.right[name] for one in tallies], [one.judged[name] for one in tallies], weights
            )
            for name in FIELDS
        },
        kinds={row: dict(_columns(tallies, row)) for row in (*(kind.value for kind in Kind), NO_LABEL)},
        candidates=total["candidates"],
        inexact=total["inexact"],
    )


def _columns(tallies: Sequence[_Tally], row: str) -> Iterator[tuple[str, int]]:
    for column in (*(kind.value for kind in Kind), NOT_FOUND):
        yield column, sum(tally.kinds[row, column] for tally in tallies)
