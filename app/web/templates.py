"""Jinja with everything escaped, and the few words of formatting that pages share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from app.domain.forecast import Status
from app.domain.standing import status_words
from app.extraction.lexicon import NAMES
from app.web.addresses import address, below, filters
from app.web.statics import address_of
from app.web.verdicts import NO_INTERVAL, in_words, independent_events, standing

NOTHING = "–"


def share(value: float | None, digits: int = 0) -> str:
    """0.725 as 72.5% or, without digits, 73%; the ends stay 0% and 100% only where they are exact."""
    if value is None:
        return NOTHING
    shown = f"{100 * value:.{digits}f}"
    if digits == 0 and 0 < value < 1:
        shown = f"{100 * value:.1f}" if shown in {"0", "100"} else shown
    return f"{shown}%"


def figure(value: float | None, digits: int = 3) -> str:
    """A score; a real minus sign, no negative zero."""
    if value is None:
        return NOTHING
    shown = f"{value:.{digits}f}"
    return shown.replace("-", "−") if float(shown) else shown.lstrip("-")


def interval(value: tuple[float, float] | list[float] | None, digits: int = 3) -> str:
    """Both ends of an interval."""
    return NOTHING if value is None else f"{figure(value[0], digits)} to {figure(value[1], digits)}"


def within(value: tuple[float, float] | list[float] | None) -> str:
    """What stands in brackets behind a score."""
    return NO_INTERVAL if value is None else interval(value)


def days(value: dict[str, Any] | date | str | None) -> str:
    """A day, or the bounds between which it lies."""
    if value is None:
        return "unknown day"
    if not isinstance(value, dict):
        return str(value)
    earliest, latest = value.get("earliest"), value.get("latest")
    if earliest == latest:
        return str(earliest or "unknown day")
    if earliest is None:
        return f"by {latest}"
    return f"{earliest} to {latest}" if latest else f"not before {earliest}"


def minute(value: str) -> str:
    """A recorded moment, "2026-11-22T09:30:12.123456Z", as a reader wants it: "2026-11-22 09:30 UTC"."""
    return f"{value[:10]} {value[11:16]} UTC"


def safe_address(value: str | None) -> str | None:
    """A web address that may be linked; nothing else is."""
    return value if value and urlsplit(value).scheme in {"http", "https"} else None


def plural(count: int, one: str, many: str | None = None) -> str:
    """ "1 forecast", "3 forecasts"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def table_name(value: str | None) -> tuple[str | None, str]:
    """A lexicon as it is recorded, `survey@3-1a2b`: the name if it has a page here, and the rest or all."""
    name, _, version = (value or "").partition("@")
    return (name, version) if name in NAMES else (None, value or "")


# Reasons as they were recorded, for readers who know no grammar.
PLAINLY = {
    "embedded under an attitude the author shares": "a thought or hope of others that the author shares",
    "no observable event": "names no event that could be seen to happen",
    "nobody is named who says so": "does not name who says so",
    status_words(Status.UNSCORABLE): "a curator found it too vague to score",
    status_words(Status.CANDIDATE): "no curator has decided on it yet",
    "no deadline": "does not say by when",
    "no exact deadline": "does not say exactly by when",
    "one family of questions says nothing about its own sampling error": (
        "none: the questions hang on one event, so nothing tells how far chance would move it"
    ),
}


def plainly(reason: str) -> str:
    """A recorded reason in plain words, or as it stands."""
    return PLAINLY.get(reason, reason.replace("effective clusters", "independent events"))


def twice(values: Iterable[str]) -> list[tuple[str, str]]:
    """Choices of a select whose words are their values."""
    return [(str(value), str(value)) for value in values]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("app.web", "html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "share": share,
        "figure": figure,
        "interval": interval,
        "within": within,
        "table": table_name,
        "plainly": plainly,
        "days": days,
        "minute": minute,
        "worth": independent_events,
        "standing": standing,
        "address": safe_address,
        "words": in_words,
        "twice": twice,
    }
    environment.globals |= {"static": address_of, "plural": plural}
    environment.globals |= {"address": address, "below": below, "filters": filters}
    return environment


def render(template: str, **values: Any) -> str:
    """A template filled in."""
    return _environment().get_template(template).render(**values)
