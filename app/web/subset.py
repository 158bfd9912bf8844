"""Which forecasts a page is about: what was chosen, each part removable, and what may be chosen next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote

from app.domain.errors import NotFound
from app.queries.people import read_author, read_source, read_topic
from app.services.facets import FACETS, Counted
from app.storage.database import Database
from app.web.addresses import address
from app.web.pages import Asked, asked_of

HEADINGS = {"topic": "Topic", "year": "Made in", "cue_class": "Wording", "role": "Who speaks"}
WORDS = {
    "topic": "topic", "source": "source", "author": "author", "role": "who speaks", "cue_class": "wording",
    "made_on__gte": "made from", "made_on__lte": "made until", "made_on": "made on",
    "resolved_by": "closing by", "as_of": "as the record stood", "date": "open or overdue as of",
    "updates": "updates", "fractions": "resolved in part", "lexicon": "words read by",
    "minimum": "ranked from", "status": "status", "kind": "kind", "question": "question",
    "article": "article", "cue": "said", "scoreability": "scoreable", "probability": "said",
    "probability__gte": "said at least", "probability__lte": "said at most",
}  # fmt: skip
SPOKEN = {
    "byline": "the article’s author",
    "quoted": "somebody quoted",
    "reported": "somebody reported",
    "likelihood": "likelihood (likely)",
    "possibility": "possibility (could)",
    "categorical": "plain statement (will)",
    "conditional": "conditional (would)",
    "expectation": "expectation (expects)",
    "numeric": "a number (70%)",
}
_READ: dict[str, Callable[..., dict[str, Any]]] = {
    "author": read_author,
    "source": read_source,
    "topic": read_topic,
}


def given_of(asked: Asked) -> dict[str, str]:
    """The parameters as they stand in the address."""
    query = asked_of(asked.request).decode("ascii", "replace")
    return dict(parse_qsl(query, keep_blank_values=False))


def chosen(asked: Asked) -> list[dict[str, str]]:
    """What narrows the page, in words, with the address of the page without it."""
    path, given = path_of(asked), given_of(asked)
    shown, first, last = [], given.get("made_on__gte", ""), given.get("made_on__lte", "")
    if first[:4] == last[:4] and (first[4:], last[4:]) == ("-01-01", "-12-31"):
        words, without = f"made in {first[:4]}", address(path, given, made_on__gte=None, made_on__lte=None)
        shown.append({"words": words, "without": without})
        given = {name: value for name, value in given.items() if name not in FACETS["year"]}
    whole = given_of(asked)
    for name, value in given.items():
        if (known := WORDS.get(name.removesuffix("__in"))) is not None:
            told = f"{known}: {_name(asked.database, name, value)}"
            shown.append({"words": told, "without": address(path, whole, **{name: None})})
    return shown


def facets(asked: Asked, counted: Counted) -> list[dict[str, Any]]:
    """Each facet with its values, how many forecasts each would leave, and where that is shown."""
    path, given = path_of(asked), given_of(asked)
    return [
        {
            "name": facet,
            "heading": HEADINGS[facet],
            "values": [
                {
                    **one,
                    "words": SPOKEN.get(str(one["value"]), one["name"]),
                    "address": address(path, given, **_set(facet, None if one["chosen"] else one["value"])),
                }
                for one in values
            ],
        }
        for facet, values in counted.items()
        if values
    ]


def path_of(asked: Asked) -> str:
    """The page's own path, without the suffix of a twin."""
    path = quote(asked.request.scope["path"])
    for suffix in (".json", ".csv", ".zip"):
        path = path.removesuffix(suffix)
    return path


def _set(facet: str, value: Any) -> Mapping[str, Any]:
    if facet != "year":
        return {facet: value}
    ends = (None, None) if value is None else (f"{value}-01-01", f"{value}-12-31")
    return dict(zip(FACETS["year"], ends, strict=True))


def _name(database: Database, name: str, value: str) -> str:
    """The name behind a slug, where there is one."""
    read = _READ.get(name)
    if read is None:
        return SPOKEN.get(value, value)
    try:
        with database.read() as connection:
            return str(read(connection, value)["name"] or value)
    except NotFound:
        return value  # the record as it stood may have known it otherwise
