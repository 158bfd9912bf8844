"""Phrases that say roughly when, or until what: kept in words, since no calendar resolves them."""

from __future__ import annotations

from app.extraction.grammar import MODALS, by_first

TERMS = ("near", "short", "short to medium", "near to medium", "medium", "medium to long", "long", "longer")
SPANS = ("some time", "a long time", "years", "some years", "many years", "decades", "generations")
# These say that it comes, not by when.
SOME_DAY = frozenset(("at some point", "one day", "sooner or later", "eventually", "in due course"))
PHRASES = by_first(
    *sorted(SOME_DAY),
    *("soon", "before long", "before too long", "in time", "before then", "by then"),
    *("this season", "this term", "this session"),
    *("in the near future", "in the not too distant future", "in a not too distant future"),
    *("in the foreseeable future", "for the foreseeable future"),
    *("in years to come", "in the years to come", "in the months to come", "in the weeks to come"),
    *(f"{word} the {term} {end}" for word in ("in", "over") for term in TERMS for end in ("term", "run")),
    *(f"for {span} to come" for span in SPANS),
)
INTRODUCING = frozenset(
    ("in", "during", "over", "throughout", "through", "by", "before", "until", "till", "for")
)
AHEAD = frozenset(("next", "coming", "following", "ensuing", "upcoming", "current", "present", "rest"))
STRETCHES = frozenset(("season", "session", "term", "cycle", "campaign", "round", "harvest", "holidays"))
ENDS = frozenset((",", ".", ";", "of")) | MODALS


def read_unresolved(words: tuple[str, ...], place: int) -> int | None:
    """The word after such a phrase that starts at this word, if one does."""
    for phrase in PHRASES.get(words[place], ()):
        last = place + len(phrase)
        if words[place:last] == phrase and words[last : last + 1] != ("after",):
            return last
    return _read_stretch(words, place)


def _read_stretch(words: tuple[str, ...], place: int) -> int | None:
    """ "during the upcoming monsoon season", "over the next session"."""
    if words[place] not in INTRODUCING or words[place + 1 : place + 2] not in {("the",), ("this",)}:
        return None
    for last in range(place + 2, min(len(words), place + 7)):
        if words[last] in STRETCHES:
            return last + 1 if words[place + 1] == "this" or AHEAD & set(words[place + 1 : last]) else None
        if words[last] in ENDS:
            return None
    return None
