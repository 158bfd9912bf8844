"""What the form of a candidate says: the question it answers, and what is read otherwise."""

from __future__ import annotations

from typing import Any

from app.domain.errors import InvalidInput, naming
from app.domain.probability import Probability
from app.domain.question import ClosesBasis
from app.services.curation import Edits, Link
from app.services.questions import QuestionDraft, require_standing
from app.storage.record import Record
from app.web import forms


def link(record: Record, form: dict[str, str]) -> Link:
    """The question: a known one, or the new one that was typed."""
    polarity = -1 if form.get("polarity") == "-1" else 1
    for field in ("question", "question_number"):
        known = forms.number(form, field)
        if known is not None:
            with naming(field):
                require_standing(record, known)
            return Link(known, polarity)
    text, criteria = forms.given(form, "text"), forms.given(form, "criteria")
    if text is None or criteria is None:
        raise InvalidInput(
            "text" if text is None else "criteria",
            "is needed to accept",
            allowed="a known question, or the text and criteria of a new one",
        )
    closes_on = forms.day(form, "closes_on")
    if closes_on is None and forms.given(form, "no_day") is None:
        raise InvalidInput(
            "closes_on",
            "is empty: without it the question is never due",
            allowed="a day, or a tick that it has none",
        )
    basis = forms.choice(form, "closes_basis", ClosesBasis) or ClosesBasis.CURATOR
    topic = forms.given(form, "topic")
    draft = QuestionDraft(
        text=text,
        criteria=criteria,
        closes_on=closes_on,
        closes_basis=None if closes_on is None else basis,
        family=forms.given(form, "family"),
        topics=() if topic is None else tuple(part.strip() for part in topic.split(";") if part.strip()),
    )
    return Link(draft, polarity)


def edits(form: dict[str, str], held: dict[str, Any]) -> Edits:
    """What the form says otherwise than the reading; a field that it does not send stays as it is."""
    claim, authors = forms.given(form, "claim"), None
    if claim is None and "claim" in form and held["claim"]:
        raise InvalidInput("claim", "is empty", allowed="what is claimed, in words")
    names = "; ".join(one["name"] or one["slug"] for one in held["authors"])
    if form.get("authors", names).strip() != names:
        authors = forms.people(form, "authors")
        if authors is None:
            raise InvalidInput("authors", "names nobody", allowed="names, parted by ;")
    return Edits(
        claim=None if claim == held["claim"] else claim,
        probability=_probability(form, held["as_worded"]),
        authors=authors,
    )


def _probability(form: dict[str, str], read: dict[str, Any]) -> Probability | None:
    """The point with its range, where they are not those of the reading; an end left empty is the point."""
    point = _share(form, "probability", read)
    moved = point != read["probability"]
    # A number that comes without a range has none; the reading's own is not its.
    low, high = (None if moved and name not in form else _share(form, name, read) for name in ("low", "high"))
    if (point, low, high) == (read["probability"], read["low"], read["high"]):
        return None
    if point is None:
        raise InvalidInput("probability", "is empty", allowed="0 to 100; without one it is unscorable")
    low, high = point if low is None else low, point if high is None else high
    for name, end, wrong in (("low", low, low > point), ("high", high, high < point)):
        if wrong:
            allowed = f"{'up to' if name == 'low' else 'from'} {100 * point:g}, which is the percent given"
            raise InvalidInput(name, f"{100 * end:g} leaves the percent outside its range", allowed=allowed)
    return Probability(point, low, high)


def _share(form: dict[str, str], name: str, read: dict[str, Any]) -> float | None:
    """What a field says; as the page filled it in, it stands for the number behind it."""
    held: float | None = read[name]
    if name not in form:
        return held
    value = forms.share(form, name)
    same = value is not None and held is not None and f"{100 * value:g}" == f"{100 * held:g}"
    return held if same else value
