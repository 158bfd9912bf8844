"""Versioned tables of what readers take words of probability to mean."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from app.domain.errors import InvalidInput
from app.domain.probability import Probability
from app.extraction.segments import split_words

DEFAULT = "survey"
NAMES = ("survey", "icd203", "phia", "nato", "ipcc", "efsa", "kent")
# Grammatical variants only: a yardstick that defines the adjective defines its adverb.
VARIANTS = {
    "probably": "probable",
    "almost certainly": "almost certain",
    "not likely": "unlikely",
    "roughly even chance": "even chance",
    "even chance": "roughly even chance",
    "about even": "chances about even",
    "probable": "likely",
    "highly probable": "very likely",
}


# Denying these weakens a claim or affirms it; it does not turn it round.
WEAKENED = frozenset(
    (
        "almost certain",
        "almost impossible",
        "bound to",
        "certain",
        "certain to",
        "doubt",
        "impossible",
        "improbable",
        "sure to",
        "unlikely",
    )
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One table: cue to probability, with its name, version and source."""

    name: str
    version: str
    source: str
    readings: Mapping[str, Probability]

    def reading(self, cue: str) -> Probability | None:
        """What the table says of a cue, or of its grammatical variant."""
        tried: set[str] = set()
        while cue not in self.readings:
            tried.add(cue)
            cue = VARIANTS.get(cue, "")
            if not cue or cue in tried:
                return None
        return self.readings[cue]


def _read_rows(folder: str, name: str) -> tuple[dict[str, str], str]:
    """The head of a data file (its `# key: value` lines) and the rows below it."""
    text = files("app.extraction").joinpath(folder, f"{name}.csv").read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    head = [line for line in lines if line.startswith("# ")]
    fields = dict(line[2:].rstrip("\n").split(": ", 1) for line in head)
    return fields, "".join(lines[len(head) :])


@cache
def load(name: str = DEFAULT) -> Lexicon:
    """The lexicon of that name; its version says which bytes were read."""
    if name not in NAMES:
        raise InvalidInput("lexicon", f"there is no lexicon {name!r}", allowed=", ".join(NAMES))
    head, body = _read_rows("lexicons", name)
    readings = {
        row["cue"]: Probability(float(row["point"]), float(row["low"]), float(row["high"]))
        for row in csv.DictReader(body.splitlines())
    }
    digest = hashlib.sha256(body.encode()).hexdigest()
    return Lexicon(name, f"{head['version']}-{digest[:12]}", head["source"], readings)


def read_cue(cue: str, negated: bool, chosen: Lexicon) -> tuple[Probability, Lexicon] | None:
    """The reading of a cue, negation applied, and its table: the chosen one, else the default."""
    for table in (chosen, load(DEFAULT)):
        if negated and (reading := table.reading(_negative(cue))):
            return reading, table
        if reading := table.reading(cue):
            return (reading.flipped() if negated else reading), table
    return None


def _negative(cue: str) -> str:
    """The table's own entry for the negated cue, where one is usual."""
    fixed = {
        "will": "will not",
        "going to": "not going to",
        "would": "would not",
        "likely": "not likely",
        "probably": "probably not",
        "almost certainly": "almost certainly not",
        "could": "cannot",
        "can": "cannot",
        "possible": "almost no chance",
        "a chance": "almost no chance",
        "will not": "will",
        "unlikely": "not unlikely",
        "surprise": "no surprise",
        "doubt": "certainly",
        # What is not certain, or not impossible, is merely possible.
        "certain to": "possible",
        "sure to": "possible",
        "bound to": "possible",
        "certain": "possible",
        "almost certain": "possible",
        "impossible": "possible",
        "almost impossible": "possible",
        "improbable": "not unlikely",
    }
    return fixed.get(cue, "")


@dataclass(frozen=True, slots=True)
class Form:
    """One wording: the cue whose reading it takes, its class, and the frame it stands in."""

    words: tuple[str, ...]
    cue: str
    cue_class: str
    frame: str


@cache
def load_forms() -> dict[str, tuple[Form, ...]]:
    """Every known wording by its first word, longest first."""

    _, body = _read_rows("", "forms")
    by_first: dict[str, list[Form]] = {}
    for row in csv.DictReader(body.splitlines()):
        # "'ll" is one word after "it", though not on its own
        clitic = row["form"].startswith("'")
        words = tuple(row["form"].split(" ")) if clitic else split_words(row["form"], 0)[0]
        by_first.setdefault(words[0], []).append(Form(words, row["cue"], row["cue_class"], row["frame"]))
    return {
        first: tuple(sorted(forms, key=lambda form: -len(form.words))) for first, forms in by_first.items()
    }
