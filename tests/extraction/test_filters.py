from __future__ import annotations

import pytest

from app.domain.forecast import Kind
from app.extraction import FORECAST_KINDS, read

NOISE = {
    "hope": "I hope that the bank will recover.",
    "hope, adverb": "Hopefully the bank will recover.",
    "wish": "May she rest in peace.",
    "speech act": "I will argue that the bank is weak.",
    "speech act, would": "I would say that the bank is weak.",
    "thanks": "I would like to thank my wife.",
    "we shall see": "We shall see.",
    "courtesy": "Would you please be quiet.",
    "question": "Will the bank fail?",
    "rhetorical question": "Who would lend to such a bank?",
    "indirect question": "It is unclear whether the bank will fail.",
    "asked if": "He asked if the bank would fail.",
    "past modal": "The bank could have failed.",
    "past modal, may": "The bank may have failed already.",
    "past ability": "She could not find the door.",
    "ability": "The bank can process ten loans a day.",
    "generic may": "You may wonder why I care.",
    "generic could": "One could argue that the bank is weak.",
    "concession": "The bank may be old, but it is sound.",
    "no matter": "No matter how strong the bank may be, I dislike it.",
    "advice": "The bank should raise its capital.",
    "advice, not": "Nobody should trust the bank.",
    "duty": "The bank must raise its capital.",
    "hypothetical judgement": "It would be unwise to trust the bank.",
    "habit": "As a boy he would often visit the bank.",
    "narrative": "He would later become a banker.",
    "history": "In 1998 the minister predicted that the peg would hold.",
    "relative would": "The man who would be king sat down.",
    "so that": "They hid the books so that nobody would see them.",
    "counterfactual": "Had he asked, the bank would have agreed.",
    "past refusal": "The owner would not sign when the lawyers asked him.",
    "past refusal, past verb first": "When the lawyers called, the owner would not sign.",
    "habit of kin": "Her uncle would walk to the mine before dawn.",
    "habit of childhood": "As children they would swim across the bay.",
    "permission by law": "Ministers may dissolve the council under the charter.",
    "permission by subject": "Guests may leave their coats upstairs.",
    "permission, only": "The lamp may only be lit by the keeper.",
    "price list": "Tickets may be bought at the door.",
    "varies": "Fees, which may differ from shop to shop, are listed below.",
    "lasts": "A carp may live for forty years.",
    "capacity": "The old hall could seat nine hundred.",
    "past belief": "It used to be said that the wells would never run dry.",
    "age": "The goalkeeper, who will be 35 in March, signed on Monday.",
    "timetable behind advice": "Visitors should come early, as the doors will open at ten.",
    "state for all": "The tunnel should be open to everyone.",
    "advice with a date": "You should be home by June.",
    "not certain": "It is not certain that the bank will fail.",
    "no sign": "There is no sign that the bank will recover.",
    "not that": "It is not that the bank will fail.",
    "had expected": "Economists had expected a smaller rise.",
}


@pytest.mark.parametrize("text", NOISE.values(), ids=NOISE.keys())
def test_noise_is_no_forecast(text: str) -> None:
    assert [one.quote for one in read(text) if one.kind in FORECAST_KINDS] == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The bank will fail.", Kind.EVENT),
        ("Default is more likely than recovery.", Kind.COMPARATIVE),
        ("We will rebuild the hospital.", Kind.PLAN),
        ("The bill would ban night flights.", Kind.POLICY),
        ("Were the Liberals to abstain, the bill would pass.", Kind.EVENT),
        ("The bill would ban night flights if it passed.", Kind.POLICY),
        ("The company said it would open two plants.", Kind.PLAN),
        ("Analysts said the company would open two plants.", Kind.EVENT),
        ("The company said it would miss its target.", Kind.EVENT),
    ],
)
def test_kinds(text: str, kind: Kind) -> None:
    (candidate,) = read(text)
    assert candidate.kind is kind


@pytest.mark.parametrize(
    "text",
    [
        "Inflation should fall below 3% by summer.",
        "Results should be available by Friday.",
        "The talks should resume next week.",
        "The tunnel should be open by August.",
        "She should be fit for the derby.",
        "Ines Roe believes her team can still win the title.",
        "Output is expected to rise 3 percent this year, down from an earlier estimate of 4.",
        "The dam is expected to be full by June, the first time since 2011.",
        "The owner would not sign if the lawyers asked him.",
        "The council may dissolve itself before June.",
        "Under the new law, thousands may lose their homes.",
        "Fans may riot.",
        "Prices could not fall by more than a tenth this year.",
    ],
)
def test_epistemic_should_and_dated_could_stay(text: str) -> None:
    assert len(read(text)) == 1
