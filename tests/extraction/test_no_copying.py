"""Nobody's article is copied into the repository: offsets and digests point at them instead."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.shared

RUN = 7  # a run of so many words is no accident
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
ROOT = Path(__file__).resolve().parents[2]


def _words(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in WORD.findall(text)]


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(RUN)), strict=False)


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a checkout: no list of tracked files")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def test_runs_are_found_whatever_the_signs_and_capitals() -> None:
    article = set(_runs(_words("One two three, four five six seven eight.")))
    assert article & set(_runs(_words('x = "ONE two\n three four; five six seven"')))
    assert not article & set(_runs(_words("one two three four five six eight")))


def test_no_file_holds_seven_words_running_of_an_article(shared: Path) -> None:
    articles = {
        run
        for article in sorted((shared / "articles").glob("*.txt"))
        for run in _runs(_words(article.read_text(encoding="utf-8")))
    }
    assert articles
    copied: dict[str, str] = {}
    for path in _tracked():
        if not path.is_file():
            continue
        try:
            words = _words(path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue  # no text
        found = next((run for run in _runs(words) if run in articles), None)
        if found:
            copied[str(path.relative_to(ROOT))] = " ".join(found)
    assert copied == {}
