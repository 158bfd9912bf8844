"""What a scorecard shows that is asked for by itself: decompositions, phrases, options, words as bands."""

from __future__ import annotations

from dataclasses import asdict, fields
from hashlib import blake2b
from typing import Any

import numpy as np

from app.domain.forecast import CueClass
from app.extraction.lexicon import Lexicon, load, read_cue
from app.queries.columnar import coded
from app.queries.scored import CUE_CLASSES, Cue, Real, RecordAt, Whole
from app.scoring.brier import brier_losses
from app.scoring.detail import Detail, describe
from app.scoring.hits import hits
from app.scoring.inputs import Columns
from app.scoring.lexicon_score import LexiconScore, lexicon_score, partition_fault
from app.scoring.option_groups import OptionScores, assemble_options, score_options
from app.scoring.updates import Updates, select_updates
from app.scoring.voids import VoidRange, void_ranges
from app.services.held_records import Memo
from app.services.scope import DISCRETIONARY, POSSIBILITY
from app.services.subject import Subject, open_subject
from app.services.view import View
from app.storage.database import Database
from app.storage.record import Clock

SEED = 20_260_101  # the draws are part of the method: the same request gives the same bytes
# Descriptions kept, whichever record they are of: drawing a thousand samples takes longest of all.
DESCRIBED = 1_500
_DESCRIBED = Memo(DESCRIBED)
RECORDED_ONLY = "asked for with a lexicon that divides 0 to 1 (efsa, nato)"


def detail_of(view: View, subject: Subject) -> dict[str, Any]:
    """All of it as JSON takes it."""
    return {
        **shown_detail(_describe(subject)),
        "phrases": phrases_of(view, subject),
        "options": asdict(_options(view, subject)),
        "lexicon_score": {"lexicon": view.meaning.lexicon, **asdict(_by_bands(view, subject))},
        "voids": asdict(_voids(view, subject)),
    }


def draw_ahead(database: Database, by: str, slug: str, *, clock: Clock) -> None:
    """What somebody's card will show, so that its reader need not wait for it."""
    _, subject = open_subject(database, by, slug, clock=clock)
    _describe(subject)


def _describe(subject: Subject) -> Detail:
    columns, weight = subject.chosen.columns, subject.chosen.selection.weight
    return _DESCRIBED.find(
        _digest(columns, weight), lambda: describe(columns, weight, rng=np.random.default_rng(SEED))
    )


def _digest(columns: Columns, weight: Real) -> bytes:
    """What a description depends on: after most events nearly everybody's is what it was."""
    digest = blake2b(weight.tobytes(), digest_size=16)
    for field in fields(columns):
        values = getattr(columns, field.name)
        digest.update(field.name.encode())
        if values is not None:
            digest.update(np.asarray(values).tobytes())
    return digest.digest()


def shown_detail(pure: Detail) -> dict[str, Any]:
    """The pure part as JSON takes it."""
    card = asdict(pure)
    if (bounds := card["brier_bounds_per_forecast"]) is not None:
        card["brier_bounds_per_forecast"] = list(bounds)
    card["reasons"] = dict(sorted(pure.reasons.items()))
    return card


def _first_said(view: View, subject: Subject, rows: Whole, *, within: Whole | None = None) -> Whole:
    """Of what one author says of one question again and again, the first."""
    f = view.held.forecasts
    columns = Columns(
        probability=np.full(len(rows), 0.5),
        outcome=np.zeros(len(rows)),
        author=subject.team(rows),
        question=f.question[rows],
        made_on=f.made_latest[rows],
    )
    return rows[select_updates(columns, updates=Updates.FIRST, within=within).counted]


def _claims(held: RecordAt, rows: Whole) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Whether what each forecast said would happen did, by the forecast's own side of its question."""
    value = held.questions.value[held.forecasts.question[rows]]
    return np.where(held.forecasts.polarity[rows] == -1, 1 - value, value)


def said_in_words(view: View, subject: Subject) -> Whole:
    """Positions of what was said in words and is settled, each wording once a question and author."""
    f = view.held.forecasts
    possible = view.fates.among(subject.around, POSSIBILITY)
    possible = possible[view.events.bears[possible]]
    rows = np.sort(np.concatenate([subject.scored, possible]), kind="stable")  # two rising parts, apart
    rows = rows[f.cue_class[rows] != CUE_CLASSES.index(CueClass.NUMERIC)]
    worded = np.array([cue.text is not None for cue in f.cues], dtype=np.bool_)
    rows = np.asarray(rows[worded[f.cue[rows]]], dtype=np.int64)
    if not len(rows):
        return rows
    return _first_said(view, subject, rows, within=_wordings(view)[f.cue[rows]])


def _wordings(view: View) -> Whole:
    """A code of each cue's words and class: "not likely" is one wording, however it was taken apart."""
    cues = view.held.forecasts.cues

    def codes() -> Whole:
        return coded([(cue_words(cue), cue.cue_class) for cue in cues])[0]

    return view.memo.find("wordings", codes)


def phrases_of(view: View, subject: Subject) -> list[dict[str, Any]]:
    """How often each wording came true: "said likely 12 times, happened 7". Restating adds nothing."""
    held, f = view.held, view.held.forecasts
    rows = said_in_words(view, subject)
    if not len(rows):
        return []
    family = held.questions.cluster[f.question[rows]]
    codes = _wordings(view)
    found = hits(codes[f.cue[rows]], _claims(held, rows), family=family)
    shown = []
    for hit in found:
        cue = f.cues[int(np.flatnonzero(codes == hit.phrase)[0])]
        card = asdict(hit)
        del card["phrase"]
        words = cue_words(cue)
        interval = None if hit.interval is None else list(hit.interval)
        shown.append({"cue": words, "cue_class": cue.cue_class.value, **card, "interval": interval})
    return sorted(shown, key=lambda card: (-card["said"], card["cue"], card["cue_class"]))


def cue_words(cue: Cue) -> str:
    """The wording with its negation."""
    words = cue.text or ""
    return f"not {words}" if cue.negated else words


def _options(view: View, subject: Subject) -> OptionScores:
    """Questions of three options and more, answered in full; of a pair the Brier score says it all."""
    held, q = view.held, view.held.questions
    group = q.group[held.forecasts.question[subject.scored]]
    many = np.append(q.options >= 3, False)[group]
    rows = _first_said(view, subject, subject.scored[many])
    question = held.forecasts.question[rows]
    return score_options(
        assemble_options(
            forecaster=subject.team(rows),
            group=q.group[question],
            position=_places(held)[question],
            probability=view.meaning.probability[rows],
            outcome=q.value[question],
            sizes=np.maximum(q.options, 2),
            ordered=q.ordered,
        )
    )


def _places(held: RecordAt) -> Whole:
    """Each question's place among the options of its group that are left, from 0."""
    q = held.questions
    order = np.lexsort((q.place, q.group))
    group = q.group[order]
    first = np.searchsorted(group, group)
    place = np.empty(len(group), dtype=np.int64)
    place[order] = np.arange(len(group)) - first
    return place


def _by_bands(view: View, subject: Subject) -> LexiconScore:
    """The proper score of words as bands, where the lexicon divides 0 to 1 among its words."""
    if view.rules.lexicon is None:
        return LexiconScore(None, 0, RECORDED_ONLY)
    table = load(view.rules.lexicon)
    bands = [(reading.low, reading.high) for reading in table.readings.values()]
    if (fault := partition_fault(bands)) is not None:
        return LexiconScore(None, 0, f"the lexicon does not divide 0 to 1: {fault}")
    held, f = view.held, view.held.forecasts
    known = _bands_of_cues(held, table)
    scored = subject.scored
    worded = f.cue_class[scored] != CUE_CLASSES.index(CueClass.NUMERIC)
    rows = scored[worded & ~np.isnan(known[0])[f.cue[scored]]] if len(f.cues) else scored[:0]
    rows = _first_said(view, subject, rows)
    happened = _claims(held, rows)
    whole = (happened == 0) | (happened == 1)
    rows, happened = rows[whole], happened[whole]
    if not len(rows):
        return LexiconScore(None, 0, "no scored forecast is worded by one of the lexicon's bands")
    low, high = (ends[f.cue[rows]] for ends in known)
    return lexicon_score(low, high, happened, bands=bands)


def _bands_of_cues(held: RecordAt, table: Lexicon) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The band that the lexicon itself gives each cue; NaN where it gives none."""
    own = {(reading.low, reading.high) for reading in table.readings.values()}
    ends = np.full((2, len(held.forecasts.cues)), np.nan)
    for n, cue in enumerate(held.forecasts.cues):
        found = None if cue.text is None else read_cue(cue.text, cue.negated, table)
        if found is not None and found[1] is table and (found[0].low, found[0].high) in own:
            ends[:, n] = found[0].low, found[0].high
    return ends


def _voids(view: View, subject: Subject) -> VoidRange:
    """The best and the worst the Brier score could be were the voids of judgement resolved after all."""
    held, columns = view.held, subject.chosen.columns
    rows = _first_said(view, subject, view.fates.among(subject.around, *DISCRETIONARY))
    weight = subject.chosen.selection.weight
    kept = weight > 0
    return void_ranges(
        brier_losses(columns.probability, columns.outcome)[kept],
        group=np.zeros(int(kept.sum()), dtype=np.int64),
        weight=weight[kept],
        void_probability=view.meaning.probability[rows],
        void_question=held.forecasts.question[rows],
        void_group=np.zeros(len(rows), dtype=np.int64),
        groups=1,
    )[0]
