"""Text to lines, sentences and words, every one with exact code-point offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.extraction.grammar import CLASSES

WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|\S")
LINE = re.compile(r"[^\n]+")
STOP = re.compile(r"[.!?…\"'”’»)\]](?=\s)")
ITEM = re.compile(r"(?:[-*•‣·▪–—]|\(?\d{1,3}[.)]|\(?[a-z][.)]|#{1,6})\s")
# "PORT ELLERY, Feb 9 (Agency) — ": where and when a report was filed, no part of its first sentence.
# Both patterns are bound to where they are tried, so that no text makes them look again from every place.
DATELINE = re.compile(
    r"\A\s*+[A-Z][A-Z .'’-]{2,30}(?:, [A-Z][A-Za-z. ]{1,20})?(?:,? [A-Z][a-z]{2,8}\.? \d{1,2})?"
    r"(?: \([A-Za-z ]{2,20}\))? (?:—|–|-{1,2}) "
)
# "Will it rain? 30%": a question and the number that answers it are one claim.
ANSWERED = re.compile(
    r"\A\s{0,3}[~<>≈]?\d{1,3}(?:\.\d+)?(?:\s?[-–]\s?\d{1,3})?\s?(?:%|percent|per cent)\s?[.)]?\s{0,3}\Z"
)
STOPS = frozenset(".!?…")
CLOSING = frozenset("\"'”’»)]")

# Longer sentences are cut at a space, which bounds everything that looks around within a sentence.
LONGEST = 1500
CLITICS = frozenset({"ll", "d", "s", "re", "ve", "m"})
ABBREVIATIONS = CLASSES["abbreviations"]
# After these a full stop both shortens and ends: the next word decides.
DOUBTFUL = CLASSES["doubtful_stops"]
STARTERS = CLASSES["starters"]
BEFORE_MONTH = CLASSES["before_month"] - {"and", "-", "the"}
AFTER_NAME = CLASSES["modals"] | CLASSES["be"]
WISHED = CLASSES["personal"] | CLASSES["determiners"]
BEGINNING = frozenset("\"“«‘'([:;—–…")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the text and where it stands: text[start:end]."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `words` are lower case, parallel to `starts` and `ends`."""

    start: int
    end: int
    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    line: int
    opens_block: bool
    heading: bool
    item: bool

    @property
    def title(self) -> bool:
        """Whether it is a heading in title case: every longer word with a capital, and several words."""
        if not self.heading or self.item:
            return False
        longer = [word for word in self.text.split() if len(word) > 3 and word[0].isalpha()]
        return len(longer) > 1 and all(word[0].isupper() for word in longer)

    @property
    def asks(self) -> bool:
        """Whether it ends as a question."""
        return self.text.rstrip("\"'”’»)] ").endswith("?")

    def raw(self, index: int) -> str:
        """The word as written."""
        return self.text[self.starts[index] - self.start : self.ends[index] - self.start]

    def capital(self, index: int) -> bool:
        """Whether the word is written with a capital first letter."""
        return 0 <= index < len(self.words) and self.raw(index)[:1].isupper()

    def between(self, first: int, last: int) -> str:
        """The text of words first to last - 1."""
        return (
            ""
            if first >= last
            else self.text[self.starts[first] - self.start : self.ends[last - 1] - self.start]
        )

    def span(self, first: int, last: int) -> Span:
        """Words first to last - 1 as a span of the whole text."""
        return Span(self.starts[first], self.ends[last - 1], self.between(first, last))


def split_words(text: str, offset: int) -> tuple[tuple[str, ...], tuple[int, ...], tuple[int, ...]]:
    """Words, numbers and signs; "it'll" and "Russia's" are two words, "won't" is one."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in WORD.finditer(text):
        raw = match.group()
        start, end = match.span()
        if len(raw) > 2 and ("'" in raw or "’" in raw):
            raw = raw.replace("’", "'")
            stem, _, tail = raw.rpartition("'")
            if stem and tail.lower() in CLITICS:
                words += [stem.lower(), "'" + tail.lower()]
                cut = end - len(tail) - 1
                starts += [start + offset, cut + offset]
                ends += [cut + offset, end + offset]
                continue
        words.append(raw.lower())
        starts.append(start + offset)
        ends.append(end + offset)
    return tuple(words), tuple(starts), tuple(ends)


def keep_names(words: tuple[str, ...], raw: list[str], heading: bool) -> tuple[str, ...]:
    """The month or surname "May" and the first name "Will" keep their capital; the modals lose it."""
    return tuple(
        raw[place] if word in {"may", "will"} and _is_name(words, raw, place, heading) else word
        for place, word in enumerate(words)
    )


def _is_name(words: tuple[str, ...], raw: list[str], place: int, heading: bool) -> bool:
    """Whether a "May" or "Will" written with a capital is no modal."""
    if not raw[place][0].isupper() or raw[place].isupper():
        return False
    following = raw[place + 1] if place + 1 < len(words) else "."
    if place == 0 or words[place - 1] in BEGINNING:
        # "May he rest", "May God help us" wish; "May will be wet" and "May saw rain" do not.
        asks = words[place + 1 : place + 2] != () and words[place + 1] in WISHED
        return words[place] == "may" and not (asks or following[:1].isupper())
    if not heading:
        return True
    return words[place] == "may" and (
        words[place - 1] in BEFORE_MONTH or following[:1].isdigit() or following.lower() in AFTER_NAME
    )


def _ends_sentence(line: str, end: int) -> bool:  # noqa: PLR0911 - one return per rule
    """Whether a full stop, perhaps with closing quotation marks, ends a sentence just before `end`."""
    stop = end - 1
    while stop > max(0, end - 6) and line[stop] in CLOSING:
        stop -= 1
    if line[stop] not in STOPS:
        return False
    if end + 1 >= len(line):
        return True
    if line[stop] == "?" and ANSWERED.match(line[end : end + 40]):
        return False
    following = line[end : end + 40].split(None, 1)
    after = following[0] if following else ""
    first = after.lstrip("\"'“‘«([")[:1]
    if first and first.islower():
        return False
    if line[stop] != "." or line[stop - 1 : stop] == ".":
        return True
    before = line[max(0, stop - 12) : stop].split()
    last = before[-1].lstrip("\"'“‘«([").lower() if before else ""
    if last == "no":
        return not after[:1].isdigit()  # "No. 5" is a number, "say no." is not
    if last in DOUBTFUL:
        return after.lower().rstrip(",") in STARTERS
    return not (last in ABBREVIATIONS or (len(last) == 1 and last.isalpha() and last != "i"))


def _cut(line: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """One stretch, cut at spaces where it is longer than any sentence has business to be."""
    while last - first > LONGEST:
        space = line.rfind(" ", first + 1, first + LONGEST)
        middle = space if space > first else first + LONGEST
        yield first, middle
        first = middle
    yield first, last


def _pieces(line: str) -> Iterator[tuple[int, int]]:
    """The sentences of one line, as offsets in it."""
    first = 0
    for stop in STOP.finditer(line):
        if stop.end() > first and _ends_sentence(line, stop.end()):
            yield from _cut(line, first, stop.end())
            first = stop.end()
    yield from _cut(line, first, len(line))


def _is_heading(body: str, item: bool) -> bool:
    """A short line without a full stop, or a short question alone on its line."""
    if item or len(body) > 90 or "%" in body:
        return body.startswith("#")
    tail = body.rstrip("\"'”’»)] ")[-1:]
    if tail == "?":
        return len(body) <= 60
    return tail not in {".", "!", "…", ";", ","} and len(body.split()) <= 12


def split_sentences(text: str) -> Iterator[Sentence]:
    """Every sentence of the text, line by line."""
    previous_end = 0
    for number, found in enumerate(LINE.finditer(text)):
        line = found.group()
        indent = len(line) - len(line.lstrip())
        marker = ITEM.match(line, indent)
        item = marker is not None and line[indent] != "#"
        blank = text.count("\n", previous_end, found.start()) > 1 or not previous_end
        previous_end = found.end()
        opens = blank
        body = line.strip()
        heading = _is_heading(body, item) if body else False
        skip = marker.end() if marker else 0
        if not skip and not heading and (dateline := DATELINE.match(line)):
            skip = dateline.end()
        for first, last in _pieces(line[skip:]):
            piece = line[skip + first : skip + last]
            trimmed = piece.strip()
            if not trimmed:
                continue
            start = found.start() + skip + first + len(piece) - len(piece.lstrip())
            words, starts, ends = split_words(trimmed, start)
            if not words:
                continue
            if "may" in words or "will" in words:
                raw = [trimmed[at - start : to - start] for at, to in zip(starts, ends, strict=True)]
                words = keep_names(words, raw, heading)
            yield Sentence(
                start, start + len(trimmed), trimmed, words, starts, ends, number, opens, heading, item
            )
            opens = False
