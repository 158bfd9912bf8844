from __future__ import annotations

import pytest

from app.extraction.verbs import base_of, present


@pytest.mark.parametrize(
    ("subject", "verb", "form"),
    [
        ("I", "be", "am"),
        ("I", "win", "win"),
        ("They", "have", "have"),
        ("Prices", "jump", "jump"),
        ("The children", "live", "live"),
        ("Women", "vote", "vote"),
        ("The police", "strike", "strike"),
        ("The price of eggs", "rise", "rises"),
        ("The banks of the north", "be", "are"),
        ("Most of the children", "leave", "leave"),
        ("Most of the money", "go", "goes"),
        ("A number of banks", "fail", "fail"),
        ("Each of the banks", "fail", "fails"),
        ("The mayor and the council", "agree", "agree"),
        ("The United States", "withdraw", "withdraws"),
        ("The news", "be", "is"),
        ("Physics", "change", "changes"),
        ("Wales", "try", "tries"),
        ("The crisis", "pass", "passes"),
    ],
)
def test_a_verb_agrees_with_its_subject(subject: str, verb: str, form: str) -> None:
    assert present(verb, subject) == form


@pytest.mark.parametrize(
    ("gerund", "base"),
    [
        ("winning", "win"),
        ("making", "make"),
        ("losing", "lose"),
        ("holding", "hold"),
        ("looking", "look"),
        ("passing", "pass"),
        ("falling", "fall"),
        ("leaving", "leave"),
        ("reaching", "reach"),
        ("entering", "enter"),
        ("opening", "open"),
        ("becoming", "become"),
        ("surviving", "survive"),
        ("deciding", "decide"),
        ("recovering", "recover"),
        ("qualifying", "qualify"),
        ("retiring", "retire"),
        ("growing", "grow"),
        ("ending", "end"),
        ("beating", "beat"),
        ("finishing", "finish"),
        ("staying", "stay"),
        ("being", "be"),
    ],
)
def test_the_base_of_a_gerund(gerund: str, base: str) -> None:
    assert base_of(gerund) == base
