"""The language a text is written in, and what is said where it is not read."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from py3langid.langid import MODEL_FILE, LanguageIdentifier

READ = "en"
SHORTEST = 100  # letters, some 20 words: less is not judged
LONGEST = 20_000  # characters that are looked at, from the middle, past menus and above footers
# Close relatives share what a model is sure of: to lead is enough, where English is out of the question.
LEADS = 0.5
OUT_OF_THE_QUESTION = 0.001
# Words that no other language has so often: an eighth of English text, next to nothing of any other.
ENGLISH = frozenset(
    ("and", "been", "from", "have", "its", "than", "that", "the", "their", "they", "this", "which", "with")
)
PLAIN = 0.08
WORD = re.compile(r"[^\W\d_]+")


def detect_language(text: str) -> str | None:
    """The language's ISO 639 code; None for a text that is too short, or in no one language surely.

    What is plainly English by its commonest words is found without the model, which takes most of a second
    and 100 MB once.
    """
    middle = max(0, (len(text) - LONGEST) // 2)
    words = WORD.findall(text, middle, middle + LONGEST)
    if sum(map(len, words)) < SHORTEST:
        return None
    if sum(word.lower() in ENGLISH for word in words) >= PLAIN * len(words):
        return READ
    ranked = _identifier().rank(text[middle : middle + LONGEST])
    code, leads = ranked[0]
    if code == READ:
        return READ
    foreign = leads >= LEADS and dict(ranked)[READ] < OUT_OF_THE_QUESTION and code in _names()
    return str(code) if foreign else None


def why_unread(language: str | None) -> str | None:
    """Why a text in this language is not read for forecasts; None where it is."""
    if language in {None, READ}:
        return None
    return f"written in {_names().get(language or '', f'the language {language}')}: only English is read"


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def _names() -> dict[str, str]:
    """English names of the languages that the model knows."""
    table = files(__package__).joinpath("languages.csv").read_text(encoding="utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(table.splitlines())}
