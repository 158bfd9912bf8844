"""How well reading finds what was labelled, in cases small enough to count by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.forecast import Kind
from app.extraction import Candidate, Span
from app.extraction.evaluation import Evaluation, evaluate
from app.extraction.labels import LabelledArticle
from tests.extraction.judged import article, candidate, entry

# Five sentences: two forecasts, a plan on the border, two that are none.
TEXT = "Rain will come. The dam may burst. I will stay. It was dry. He will not talk about it."
RAIN, DAM, STAY, DRY, TALK = "Rain will come", "The dam may burst", "I will stay", "It was dry", "He will not"
LABELS = (
    entry(TEXT, RAIN),
    entry(TEXT, DAM, probability=0.4),
    entry(TEXT, STAY, tier="borderline", kind="plan"),
)


def judged(*pairs: tuple[LabelledArticle, list[Candidate]], **options: Any) -> Evaluation:
    return evaluate(pairs, rng=np.random.default_rng(1), **options)


def read(*quotes: str, **changes: Any) -> list[Candidate]:
    return [candidate(TEXT, quote, **changes) for quote in quotes]


def test_sentences_are_counted_as_by_hand() -> None:
    # Found: the rain and, wrongly, the talk. The plan is ignored, found or not.
    found = judged((article(TEXT, *LABELS), read(RAIN, STAY, TALK))).overall
    assert (found.sentences, found.positive, found.ignored) == (4, 2, 1)
    assert (found.found, found.missed, found.false_alarms) == (1, 1, 1)
    assert (found.precision.value, found.recall.value, found.f1.value) == (1 / 2, 1 / 2, 1 / 2)
    assert (found.precision.n, found.recall.n, found.f1.n) == (2, 2, 4)
    assert (found.labels, found.matched, found.candidates, found.inexact) == (2, 1, 3, 0)


def test_only_events_and_comparatives_are_forecasts() -> None:
    found = judged((article(TEXT, *LABELS), read(RAIN, DAM, TALK, kind=Kind.PLAN))).overall
    assert (found.found, found.missed, found.false_alarms) == (0, 2, 0)
    assert found.matched == 2  # their fields are judged all the same
    assert (found.fields["kind"].n, found.fields["kind"].value) == (2, 0)
    comparative = judged((article(TEXT, *LABELS), read(RAIN, kind=Kind.COMPARATIVE))).overall
    assert comparative.found == 1


def test_two_claims_in_a_sentence_make_it_one_sentence() -> None:
    text = "Rain will come and the dam will burst."
    labels = (entry(text, "Rain will come"), entry(text, "the dam will burst"))
    found = judged((article(text, *labels), [candidate(text, "Rain will come")])).overall
    assert (found.positive, found.found, found.f1.value) == (1, 1, 1)
    assert (found.labels, found.matched) == (2, 1)


def test_fields_are_judged_on_matched_core_claims() -> None:
    # 0.8 is right for the rain, wrong for the dam (0.4); the borderline plan counts for the kind alone.
    found = judged((article(TEXT, *LABELS), read(RAIN, DAM, STAY))).overall
    assert (found.fields["probability"].n, found.fields["probability"].value) == (2, 1 / 2)
    assert (found.fields["kind"].n, found.fields["kind"].value) == (3, 2 / 3)
    assert (found.fields["speaker_quoted"].n, found.fields["speaker_quoted"].value) == (0, None)
    assert found.fields["speaker_quoted"].reason == "no case"


def test_kinds_are_told_apart_and_what_nobody_labelled_is_a_row_of_its_own() -> None:
    held = article(TEXT, *LABELS, entry(TEXT, TALK, tier="none", kind="promise"))
    kinds = judged((held, read(RAIN, STAY, TALK))).overall.kinds
    assert kinds["event"] == {
        "event": 1, "comparative": 0, "plan": 0, "promise": 0, "policy": 0, "generic": 0, "not found": 1
    }  # fmt: skip
    assert kinds["plan"]["event"] == 1
    assert sum(kinds["promise"].values()) == 0
    assert kinds["no label"]["event"] == 1


def test_a_rejected_candidate_is_a_negative_sentence() -> None:
    held = article(TEXT, entry(TEXT, TALK, tier="none"), complete=False)
    found = judged((held, read(TALK))).overall
    assert (found.sentences, found.false_alarms, found.precision.value) == (1, 1, 0)
    assert found.recall.value is None
    assert found.recall.reason == "no case"
    assert found.f1.value == 0


def test_in_an_incomplete_article_only_decided_sentences_count() -> None:
    labels = (entry(TEXT, RAIN), entry(TEXT, DRY, tier="none"), entry(TEXT, DAM, tier="open"))
    found = judged((article(TEXT, *labels, complete=False), read(RAIN, DAM, TALK))).overall
    # The talk is judged by nobody, the dam is undecided: neither is a false alarm.
    assert (found.sentences, found.positive, found.ignored) == (2, 1, 1)
    assert (found.f1.value, found.precision.value) == (1, 1)
    assert found.kinds["no label"]["event"] == 0


def test_a_core_claim_outweighs_an_undecided_one_in_its_sentence() -> None:
    text = "Rain will come and the dam will burst."
    labels = (entry(text, "Rain will come"), entry(text, "the dam will burst", tier="open"))
    found = judged((article(text, *labels), [])).overall
    assert (found.positive, found.ignored, found.missed) == (1, 0, 1)


def test_a_quote_that_is_not_in_its_place_is_counted() -> None:
    right = candidate(TEXT, RAIN)
    astray = replace(right, quote="Snow will come")
    hung = replace(right, condition=Span(0, 4, "Snow"))
    found = judged((article(TEXT, *LABELS), [right, astray, hung])).overall
    assert (found.candidates, found.inexact) == (3, 2)


def test_what_went_wrong_is_listed_with_its_words() -> None:
    found = judged((article(TEXT, *LABELS, id="one"), read(RAIN, TALK)))
    (missed,), (alarm,) = found.misses, found.false_alarms
    assert (missed.article, missed.start, missed.quote) == ("one", TEXT.index(DAM), DAM)
    assert (alarm.quote, alarm.about) == (TALK, "will: event")


def test_styles_are_judged_apart() -> None:
    found = judged(
        (article(TEXT, *LABELS, style="wire"), read(RAIN, DAM)),
        (article(TEXT, *LABELS, style="speech"), read(RAIN)),
        (article(TEXT, *LABELS), []),
    )
    assert list(found.styles) == ["none given", "speech", "wire"]
    assert [found.styles[name].recall.value for name in found.styles] == [0, 1 / 2, 1]
    assert found.overall.recall.value == 3 / 6


def test_one_article_has_no_interval() -> None:
    f1 = judged((article(TEXT, *LABELS), read(RAIN))).overall.f1
    assert (f1.low, f1.high) == (None, None)
    assert f1.reason == "no interval from one article"


def test_the_interval_of_two_articles_is_that_of_their_three_mixtures() -> None:
    # Recalls 1 and 0: the draws are 1 (a quarter), 1/2 (half) and 0 (a quarter).
    pairs = ((article(TEXT, *LABELS), read(RAIN, DAM)), (article(TEXT, *LABELS), read()))
    recall = judged(*pairs, draws=2_000).overall.recall
    assert (recall.value, recall.low, recall.high) == (0.5, 0, 1)
    middle = judged(*pairs, draws=2_000, level=0.4).overall.recall
    assert (middle.low, middle.high) == (0.5, 0.5)


def test_articles_that_agree_leave_no_width_and_the_generator_decides_alone() -> None:
    pairs = [(article(TEXT, *LABELS), read(RAIN)) for _ in range(5)]
    f1 = judged(*pairs).overall.f1
    assert (f1.low, f1.high) == (f1.value, f1.value)
    assert judged(*pairs) == judged(*pairs)


def test_a_figure_that_most_draws_lack_gets_no_interval() -> None:
    empty = article("It was dry.")
    pairs = [(article(TEXT, *LABELS), read(RAIN)), *[(empty, [])] * 4]
    recall = judged(*pairs).overall.recall  # a draw lacks the one article 0.8^5 = 33% of the time
    assert (recall.value, recall.low) == (0.5, None)
    assert recall.reason == "no interval: too few articles have such a case"


@pytest.mark.parametrize(
    ("options", "named"), [({"draws": 0}, "draws"), ({"level": 1.0}, "level"), ({"level": 0.0}, "level")]
)
def test_options_that_mean_nothing_are_named(options: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=f"^{named}: "):
        judged((article(TEXT), []), **options)


def test_no_article_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"^readings: "):
        judged()


SENTENCES = [f"Town {number} will flood" for number in range(8)]
FLOODS = ". ".join(SENTENCES) + "."
some = st.sets(st.sampled_from(range(8)))


@given(core=some, border=some, read_in=some, order=st.randoms(use_true_random=False))
def test_sentences_are_sets_whatever_the_order(
    core: set[int], border: set[int], read_in: set[int], order: Any
) -> None:
    labels = [entry(FLOODS, SENTENCES[one]) for one in core]
    labels += [entry(FLOODS, SENTENCES[one], tier="borderline") for one in border]
    candidates = [candidate(FLOODS, SENTENCES[one]) for one in read_in]
    order.shuffle(labels)
    order.shuffle(candidates)
    found = judged((article(FLOODS, *labels), candidates), draws=1).overall
    assert found.found == len(core & read_in)
    assert found.missed == len(core - read_in)
    assert found.false_alarms == len(read_in - core - border)
    assert found.ignored == len(border - core)
    assert found.sentences == 8 - len(border - core)
    if core | (read_in - border):
        assert found.f1.value is not None
        assert 0 <= found.f1.value <= 1
