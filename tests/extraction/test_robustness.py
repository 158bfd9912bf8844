"""No text crashes the reader, and none makes it slow."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.extraction import read
from benchmarks.patterns import NASTY, find_patterns, scan_seconds

SALAD = (
    "if will would could may not no likely unlikely that who which , . ; : ? ! “ ” \" ' ( ) - — % 30% 3 to 1",
    "in by the end of 2027 March May should Should suppose Putin said says expects according and but or a an",
    "any invasion next year six months Q3 half never won't 'll it he they \n \n\n • 0.7 probability",
    "chance of $ 100 1999 may only due is to neither nor were has been puts odds against May Will nobody",
)
WORDS = st.sampled_from([word for line in SALAD for word in line.split(" ")])


@pytest.mark.parametrize(("name", "pattern"), find_patterns())
def test_every_pattern_stays_linear(name: str, pattern: re.Pattern[str]) -> None:
    """Eight times the text may take at most about eight times as long; a square would take 64 times."""
    for piece in NASTY:
        small = (piece * (2**14 // len(piece)))[: 2**14]
        large = (piece * (2**17 // len(piece)))[: 2**17]
        # a floor under the divisor keeps the clock's grain from deciding
        assert scan_seconds(pattern, large) < 24 * max(scan_seconds(pattern, small), 0.002), (name, piece)


@pytest.mark.parametrize("piece", NASTY)
def test_reading_stays_linear(piece: str) -> None:
    times = []
    for size in (2**12, 2**15):
        text = (piece * (size // len(piece) + 1))[:size]
        times.append(
            min(_reading_seconds(text) for _ in range(3))
        )  # whatever else the machine does only adds
    assert times[1] < 24 * max(times[0], 0.01)
    assert times[1] < 2, "even hostile text reads at more than 16 KiB a second"


def _reading_seconds(text: str) -> float:
    start = time.process_time()
    read(text)
    return time.process_time() - start


def _check(text: str) -> None:
    for candidate in read(text):
        assert text[candidate.start : candidate.end] == candidate.quote
        assert candidate.quote
        if candidate.condition is not None:
            assert text[candidate.condition.start : candidate.condition.end] == candidate.condition.text
        if candidate.deadline is not None:
            assert text[candidate.deadline.start : candidate.deadline.end] == candidate.deadline.words
        assert (candidate.probability is None) == (candidate.kind == "comparative")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, max_size=60))
def test_any_salad_of_words_keeps_its_offsets(words: list[str]) -> None:
    _check(" ".join(words))


@settings(max_examples=150, deadline=None)
@given(st.text())
def test_any_text_keeps_its_offsets(text: str) -> None:
    _check(text)


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet=st.characters(categories=["Lu", "Ll", "Nd", "No", "Nl", "Cs", "Mn", "Zs", "Po"])))
def test_digits_and_surrogates_of_every_script_do_no_harm(text: str) -> None:
    _check(f"It will rise {text} % by {text} March {text} 2027, a 1 in {text} chance, {text} to 1.")
