"""The lexicons as pages: every word with its point and range."""

from __future__ import annotations

from typing import Any

from app.extraction.lexicon import DEFAULT, NAMES
from app.http.parameters import Parameter
from app.queries.pages import Kind
from app.services.words import lexicon_words
from app.web.figures.specs import FIGURES
from app.web.pages import Asked, Page, Shown, Table

LEXICON = Parameter(name="slug", kind=Kind.CHOICE, choices=NAMES, description="A lexicon.", example=DEFAULT)
COLUMNS = ("cue", "point", "low", "high")


def drawn_lexicon(name: str) -> dict[str, Any]:
    """A lexicon's words with the words that stand for its figure."""
    found = lexicon_words(name)
    figure = FIGURES["words"]
    return {**found, "figure": {"alt": figure.alt(found), "size": figure.size(found)}, "lexicons": NAMES}


def _lexicon(asked: Asked) -> Shown:
    model = drawn_lexicon(asked.path["slug"])
    rows = [[one[name] for name in COLUMNS] for one in model["words"]]
    return Shown(f"Lexicon {model['key']}", model, Table(COLUMNS, rows))


PAGES: tuple[Page, ...] = (
    Page(address="/lexicons/{slug}", template="lexicon.html", read=_lexicon, path=(LEXICON,)),
)
