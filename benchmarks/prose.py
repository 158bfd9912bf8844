"""Made-up articles as dense as the news: speakers, quotes, conditions, figures, dates and a past."""

from __future__ import annotations

import numpy as np

WHO = (
    "The council", "The central bank", "The harbour board", "A rival firm", "The opposition", "The ministry",
    "Parliament", "The rail operator", "The island's government", "The grain exporters' union",
)  # fmt: skip
PEOPLE = (
    "Marta Olsen", "Jonas Reyer", "Ilse Brandt", "Tomas Varga", "Nadia Kerr", "Peter Holm", "Aino Salo",
)  # fmt: skip
OFFICES = (
    "who chairs the finance committee", "an economist at the port's research office",
    "the union's spokeswoman", "who ran the agency until last autumn", "a former deputy minister",
)  # fmt: skip
DEEDS = (
    "raise its fees by {n} per cent", "approve the {n} million crown loan",
    "close {n} of its smaller offices",
    "reach an agreement with the pilots", "lose its majority", "put off the vote", "miss its own target",
    "sell {n} hectares of land along the coast", "lift the ban on night trains", "cut rates again",
)  # fmt: skip
WHEN = (
    "before the end of {y}", "by March {y}", "within {m} months", "next year", "in the second half of {y}",
    "at its next meeting", "by the time the new harbour opens",
)  # fmt: skip
PAST = (
    "{who} spent {n} million on the new bridge, which opened after {m} years of quarrels over its cost.",
    "When {person} took office, prices had been rising for {m} months, and few thought they would stop.",
    "The report, {n} pages long, lists the mistakes that were made when the old terminal was sold.",
    "In {past}, {who_} published figures that nobody outside the building could check.",
    "About {n} people came to the hearing on Tuesday; most of them left before it ended.",
    "{person}, {office}, was born in the north and studied law before she turned to shipping.",
    "That is how it has always been done, and there are reasons for it that no consultant wrote down.",
)
AHEAD = (
    "{who} will probably {deed} {when}, although {m} of its members have asked for more time.",
    "{person}, {office}, said there was a {p} per cent chance that {who_} would {deed} {when}.",
    '"I would be surprised if {who_} did not {deed} {when}," {person} told reporters outside the hall.',
    "If the talks fail once more, {who_} could {deed} {when}, according to {person}.",
    "Analysts expect {who_} to {deed} {when}, but {person} called that unlikely.",
    "It is hard to see how {who_} can avoid that; it may well have to {deed} {when}.",
    "Unless the courts step in, {who_} is likely to {deed} {when}, and the others will follow.",
    "{person} does not believe that {who_} will {deed} {when}: the money, she said, is simply not there.",
)


def write_article(number: int, *, words: int) -> str:
    """An article of about as many words, a third of its sentences on what is to come; each number its own."""
    dice = np.random.default_rng(number)
    written, paragraphs = 0, []
    while written < words:
        count = int(dice.integers(2, 6))
        paragraphs.append(" ".join(_sentence(dice) for _ in range(count)))
        written += len(paragraphs[-1].split())
    return "\n\n".join(paragraphs) + f"\n\nArticle {number} ends here.\n"


def _sentence(dice: np.random.Generator) -> str:
    def pick(choices: tuple[str, ...]) -> str:
        return choices[int(dice.integers(len(choices)))]

    frame = pick(AHEAD if dice.random() < 1 / 3 else PAST)
    who = pick(WHO)
    numbers = {
        "n": int(dice.integers(2, 900)),
        "m": int(dice.integers(3, 19)),
        "y": int(dice.integers(2027, 2031)),
    }
    return frame.format(
        who=who,
        who_=who[0].lower() + who[1:] if who.startswith(("The ", "A ")) else who,
        person=pick(PEOPLE),
        office=pick(OFFICES),
        deed=pick(DEEDS).format(**numbers),
        when=pick(WHEN).format(**numbers),
        p=int(dice.integers(5, 96)),
        past=int(dice.integers(2015, 2026)),
        **numbers,
    )
