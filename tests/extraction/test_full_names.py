"""Short names made whole by the text around them."""

from __future__ import annotations

import pytest

from app.extraction.full_names import FullNames

TEXT = (
    "House Speaker Brigid Tolland met Luis Ferreira, who runs the port. The Gulf Climate Centre came too.\n"
    "Ferreira declined. Mr Vane and Mrs Vane did not. Callum de Groot, a former striker, spoke for the club. "
    "The Fine Weather Office (FWO) was asked."
)


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("Ferreira", "Luis Ferreira"),
        ("House Speaker Brigid Tolland", "Brigid Tolland"),
        ("the former Scotland striker Callum de Groot", "Callum de Groot"),
        ("The centre", "Gulf Climate Centre"),
        ("the centre", "Gulf Climate Centre"),
        ("Vane", "Vane"),
        ("Minister Kallas", "Minister Kallas"),
        ("A leading broker Naomi Usk", "Naomi Usk"),
        ("Ada Rowe from the harbour office", "Ada Rowe"),
        ("oil analyst Peter Vance of Selm Associates in Oslo", "Peter Vance"),
        ("General Harbour Co", "General Harbour Co"),
        ("the FWO", "Fine Weather Office"),
        ("Fine Weather Office (FWO)", "Fine Weather Office"),
        ("economists at Fairbank Bank", "economists at Fairbank Bank"),
        ("the mayor", "the mayor"),
        ("two people close to the talks", "two people close to the talks"),
        ("", ""),
    ],
)
def test_the_text_says_who_is_meant(name: str, whole: str) -> None:
    assert FullNames(TEXT).complete(name) == whole


def test_a_noun_that_could_mean_two_bodies_stays_as_it_is() -> None:
    names = FullNames("Fairbank Union Bank and Selmark Savings Bank raised fees.")
    assert names.complete("the bank") == "the bank"
    assert FullNames("Fairbank Union Bank raised fees.").complete("the bank") == "Fairbank Union Bank"
