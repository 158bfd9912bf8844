"""The turns of an interview: labels that come back at the start of lines, and whom each stands for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from app.extraction.segments import Sentence

LONGEST_LABEL = 4  # words before the colon


def read_turn(sentence: Sentence) -> str:
    """The words before the colon that opens a line, if all are written with a capital; else nothing."""
    for colon in range(1, min(LONGEST_LABEL + 1, len(sentence.words))):
        if sentence.words[colon] == ":":
            whole = all(sentence.capital(place) for place in range(colon))
            return sentence.between(0, colon) if whole else ""
    return ""


def find_turns(sentences: Sequence[Sentence], byline: tuple[str, ...]) -> dict[str, str]:
    """Each label that comes back, with the full name of who speaks under it; nothing for who asks."""
    opening = [one for place, one in enumerate(sentences) if _opens_line(sentences, place)]
    counted = Counter(read_turn(one) for one in opening)
    labels = [label for label, times in counted.items() if label and times > 1]
    if len(labels) < 2:
        return {}
    names = list(_names(sentences, byline))
    asking = {label for label in labels if label == "Q" or _asks(sentences, label)}
    found: dict[str, str] = {}
    for label in labels:
        if label in asking:
            found[label] = ""
        elif label == "A":
            found[label] = names[0] if names else ""
        else:
            found[label] = next((name for name in names if _stands_for(label, name)), label)
    return {label: name for label, name in found.items() if name or label in asking}


def _opens_line(sentences: Sequence[Sentence], place: int) -> bool:
    return not place or sentences[place - 1].line != sentences[place].line


def _asks(sentences: Sequence[Sentence], label: str) -> bool:
    """Whether most turns under this label hold a question."""
    lines = {one.line for one in sentences if read_turn(one) == label}
    asked = {one.line for one in sentences if one.line in lines and one.asks}
    return 2 * len(asked) > len(lines)


def _names(sentences: Sequence[Sentence], byline: tuple[str, ...]) -> Iterator[str]:
    """Names of two words or more in running text, in reading order, without the authors."""
    for sentence in sentences:
        if sentence.heading:
            continue
        run = 0
        for place in range(len(sentence.words) + 1):
            if sentence.capital(place):
                run += 1
                continue
            name = sentence.between(place - run, place)
            if 2 <= run <= 4 and name not in byline and ":" not in name:
                yield name
            run = 0


def _stands_for(label: str, name: str) -> bool:
    """A surname or first name, or the initials."""
    words = name.split()
    initials = "".join(word[0] for word in words)
    return label.lower() in {word.lower() for word in words} or label.replace(".", "") == initials
