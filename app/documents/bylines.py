"""Who wrote a text, by its byline; a sentence is never read as a name."""

from __future__ import annotations

import re

from app.documents.names import listed_persons, names_in, organisation_in, person_name

_HEAD_LINES = 12
_TAIL_LINES = 6
_LONGEST_LINE = 240
_LONGEST_TITLE = 160
# a bare list of names is a byline under the title or under the line below it, nowhere else
_BARE_LINES = 2

_BY = re.compile(
    r"^(?:(?:opinion|analysis|commentary|comment|column|essay|perspective|guest\s(?:post|essay|column)|review|editorial)"
    r"\s{0,3}[|:·•–—-]?\s{0,3})?"
    r"(?:(?:written|words|text|story|report|reported|reporting|analysis|opinion|commentary|column|essay|review|authored"
    r"|posted|article|interview|compiled|contributed|additional\sreporting)\s+)?"
    r"by\b[:\s]\s{0,5}(?P<rest>\S.*)$",
    re.IGNORECASE,
)
_LABEL = (
    r"(?:(?:staff|senior|guest|contributing|lead)\s)?"
    r"(?:writers?|authors?|reporters?|correspondents?|columnists?|contributors?|bylines?)"
    r"|co-?authors?|author\(s\)|words|text|written\sby|words\sby"
)
_LABELLED = re.compile(rf"^(?:the\s)?(?:{_LABEL})\s{{0,3}}:\s{{0,5}}(?P<rest>\S.*)$", re.IGNORECASE)
# glued to the last sentence: only labels that name a writer's office, and only at the very end
_GLUED = re.compile(
    r"(?<=[.!?…”\"'’)])\s{0,3}"
    r"(?:Staff [Ww]riters?|STAFF WRITERS?|Written by|WRITTEN BY|Authors?|Writers?|By-?line):?\s{0,3}"
    r"(?P<rest>[^.!?:;]{3,90})\.?$"
)
_ABOUT = re.compile(
    r"^about\s(?:the\s)?(?:co-?)?(?:authors?|writers?)\s{0,3}[:–—-]?\s{0,3}(?P<rest>.*)$", re.IGNORECASE
)
_OFFICE = re.compile(r"^(?:co-?authors?|authors?|writers?|the\sauthors?)\b[,:]?\s+", re.IGNORECASE)
_CREDITS = re.compile(
    r"^\(?(?:additional\s)?(?:reporting|writing|report)\sby\s(?P<rest>[^;.]{3,160})(?:;.{0,200})?\)?\.?$",
    re.IGNORECASE,
)
_PIPED = re.compile(r"^(?P<name>[^|•·]{4,60}?)\s{1,3}[|•·]\s{1,3}(?P<rest>[^|•·]{2,60})$")
_BARE_BY = re.compile(r"^(?:written\s)?by:?$", re.IGNORECASE)
_PROSE_END = re.compile(
    r",?\s(?:(?:is|are|was|were|has|have|had|fled|who|which|works?|worked|writes?|wrote|teach(?:es)?|taught|lives?|lived"
    r"|serves?|served|leads?|led|covers?|covered|studies|studied|reports?|reported|left|founded|directs?|heads?|hosts?"
    r"|runs?|speciali[sz]\w{1,4})\b|[–—(-])"
)


def authors_in(text: str) -> tuple[str, ...]:
    """The authors that a byline at the head or the foot names, in its order; empty where none surely does."""
    lines = [line for line in (raw.strip() for raw in text.split("\n")) if line]
    return _head_authors(lines[:_HEAD_LINES]) or _foot_authors(lines[-_TAIL_LINES:])


def _head_authors(lines: list[str]) -> tuple[str, ...]:
    for position, line in enumerate(lines):
        if len(line) > _LONGEST_LINE:
            continue
        if found := _line_authors(line):
            return found
        if _BARE_BY.match(line) and position + 1 < len(lines) and (found := names_in(lines[position + 1])):
            return found
        if (
            0 < position <= _BARE_LINES
            and len(lines[0]) <= _LONGEST_TITLE
            and (found := listed_persons(line))
        ):
            return found
    return ()


def _foot_authors(lines: list[str]) -> tuple[str, ...]:
    """Labels, then signed last sentences, then notes about the author, then a wire's reporting credits."""
    for line in reversed(lines):
        if len(line) <= _LONGEST_LINE and (found := _line_authors(line)):
            return found
    if lines and (match := _GLUED.search(lines[-1][-_LONGEST_LINE:])) and (found := names_in(match["rest"])):
        return found
    for position, line in enumerate(lines):
        if match := _ABOUT.match(line[:_LONGEST_LINE]):
            prose = match["rest"] or (lines[position + 1] if position + 1 < len(lines) else "")
            if found := _subjects(prose[:_LONGEST_LINE]):
                return found
    for line in lines:
        if (
            len(line) <= _LONGEST_LINE
            and (match := _CREDITS.match(line))
            and (found := names_in(match["rest"]))
        ):
            return found
    return ()


def _line_authors(line: str) -> tuple[str, ...]:
    if match := _LABELLED.match(line):
        return names_in(match["rest"], labelled=True)
    if match := _BY.match(line):
        return names_in(match["rest"])
    match = _PIPED.match(line)
    if match is None or not match["name"].isupper():
        return ()
    # "JANE DOE | AP": the capitals and a short office beside them make it a byline, not a headline
    name = person_name(match["name"])
    return (name,) if name is not None and organisation_in(match["rest"]) is not None else ()


def _subjects(prose: str) -> tuple[str, ...]:
    """The names a note about the author opens with: "Co-authors, X and Y, fled ..." gives X and Y."""
    opening = _OFFICE.sub("", prose, count=1)
    end = _PROSE_END.search(opening)
    return names_in(opening[: end.start()] if end else opening.rstrip("."))
