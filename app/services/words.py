"""What words of probability meant: how a lexicon reads them, and how often what was said in them happened."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from app.extraction.lexicon import DEFAULT, Lexicon, load, read_cue
from app.services.detail import cue_words, phrases_of
from app.services.subject import Subject, open_subject
from app.services.view import View
from app.storage.database import Database


def words_meant(database: Database, by: str, slug: str, **options: Any) -> dict[str, Any]:
    """Each wording of one author, source or topic with its reading and what came of it, the usual first.

    The reading is that of the lexicon asked for, else of the default one, whatever was recorded at the time.
    The options are those of `accuracy`. Raises InvalidInput and NotFound.
    """
    view, subject = open_subject(database, by, slug, **options)
    table = load(view.rules.lexicon or DEFAULT)
    parameters = {"by": by, **asdict(view.filters), **view.rules.shown()}
    return {
        **view.heading(parameters),
        "key": subject.key,
        "name": subject.name,
        "read_by": f"{table.name} {table.version}",
        "words": view.cards.find(("words", by, view.context), lambda: _meant(view, subject, table)),
    }


def lexicon_words(name: str) -> dict[str, Any]:
    """Every word of one lexicon with its point and range, the least likely first."""
    table = load(name)
    read = sorted(table.readings.items(), key=lambda one: (one[1].point, one[1].high, one[0]))
    nothing = dict.fromkeys(("cue_class", "said", "happened", "rate", "rate_low", "rate_high"))
    return {
        "key": table.name,
        "name": f"The lexicon {table.name}",
        "read_by": f"{table.name} {table.version}",
        "source": table.source,
        "words": [
            {"cue": cue, "point": one.point, "low": one.low, "high": one.high, **nothing} for cue, one in read
        ],
    }


def _meant(view: View, subject: Subject, table: Lexicon) -> list[dict[str, Any]]:
    cues = {cue_words(cue): cue for cue in view.held.forecasts.cues}
    shown = []
    for phrase in phrases_of(view, subject):
        cue = cues[phrase["cue"]]
        found = read_cue(cue.text or "", cue.negated, table)
        low, high = phrase["interval"] or (None, None)
        shown.append(
            {
                "cue": phrase["cue"],
                "cue_class": phrase["cue_class"],
                "point": None if found is None else found[0].point,
                "low": None if found is None else found[0].low,
                "high": None if found is None else found[0].high,
                "said": phrase["said"],
                "happened": phrase["happened"],
                "rate": phrase["rate"],
                "rate_low": low,
                "rate_high": high,
            }
        )
    return shown
