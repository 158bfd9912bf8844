"""How an article stands to what it passes on."""

from __future__ import annotations

import pytest

from app.domain.forecast import Stance
from app.extraction import read
from app.extraction.parsing import missing_stage

pytestmark = pytest.mark.skipif(missing_stage() is not None, reason="told by the parse")


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The governor's claim that taxes will fall is false.", Stance.DOUBTED),
        ("The suggestion that the club will be sold is nonsense.", Stance.DOUBTED),
        ("The bank rightly warned that prices would rise.", Stance.ENDORSED),
        ("The bank's warning that prices will rise is not wrong.", Stance.ENDORSED),
        ("Ministers say that the bridge will open in May.", Stance.NEUTRAL),
    ],
)
def test_the_article_says_whether_it_believes_it(text: str, stance: Stance) -> None:
    [found] = read(text, byline=("A Writer",))
    assert found.stance is stance


def test_a_claim_ends_before_what_becomes_of_it() -> None:
    [found] = read("The governor's claim that taxes will fall is false.")
    assert found.quote == "taxes will fall"
