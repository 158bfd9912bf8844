"""Files of labelled articles: read, checked, and set beside what reading finds in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import orjson

from app.domain.errors import InvalidInput, NotFound
from app.extraction import read
from app.extraction.evaluation import Evaluation, evaluate
from app.extraction.labels import LabelledArticle, read_labels

ENDINGS = (".json", ".jsonl")
ALLOWED = "*.json, *.jsonl, or a folder that holds some"
# The same labels and the same rules give the same figures, intervals too.
SEED = 0


def evaluate_files(paths: Sequence[Path]) -> Evaluation:
    """How well reading finds what these files label."""
    articles = [article for path in paths for article in load_labels(path)]
    if not articles:
        raise InvalidInput(str(paths[0]) if paths else "LABELS", "holds no article", allowed=ALLOWED)
    readings = (
        (article, read(article.text, published=article.published, byline=article.authors))
        for article in articles
    )
    return evaluate(readings, rng=np.random.default_rng(SEED))


def load_labels(path: Path) -> Iterator[LabelledArticle]:
    """The labelled articles of a file, or of a folder's files in order of their names."""
    if path.is_dir():
        files = sorted(found for found in path.rglob("*") if found.suffix in ENDINGS and found.is_file())
        if not files:
            raise InvalidInput(str(path), "is a folder without labels", allowed=ALLOWED)
        for file in files:
            yield from load_labels(file)
        return
    if not path.exists():
        raise NotFound("file or folder", path)
    if path.suffix not in ENDINGS:
        raise InvalidInput(str(path), "is no file of labels", allowed=ALLOWED)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InvalidInput(str(path), str(error.strerror or error)) from error
    if path.suffix == ".json":
        yield read_labels(_json(data, str(path)), name=str(path))
        return
    for number, line in enumerate(data.splitlines(), start=1):
        if line.strip():
            name = f"{path} line {number}"
            yield read_labels(_json(line, name), name=name)


def _json(data: bytes, name: str) -> object:
    try:
        value: object = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise InvalidInput(name, f"is no JSON: {error}") from error
    return value
